import { connectionReset, unlessAborted } from '../../packages/simulator/src/kernel/connection.ts';
import { png } from '../../packages/simulator/test/pictures.ts';
import { toReport } from '../../test/webhooks/to-report.ts';
import { secondMs } from './plan.ts';
import type { World } from './world.ts';

export const frameUrls = {
  start: 'https://frames.example/a.png',
  end: 'https://frames.example/b.png',
};

const picture = Uint8Array.from(png(32, 18));

/** What vendors reach outside of themselves: the frames' host, and our door for their reports. */
export function createWeb(world: () => World): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { faults } = world();
    world().onUse();
    if (request.method === 'POST') return await bringReport(request, world());
    if (faults.take('frame-gone', 'frames')) return new Response('gone', { status: 404 });
    return new Response(picture, { headers: { 'content-type': 'image/png' } });
  };
}

async function bringReport(request: Request, world: World): Promise<Response> {
  const { faults, random } = world;
  const { url, headers } = request;
  const body = await request.text();
  if (faults.take('webhook-lost', 'web')) throw connectionReset();
  const delivery = { url, headers, body };
  const deliver = async (): Promise<Response> => {
    // Late enough to overtake others, and to be given up by whoever sent it.
    if (faults.take('webhook-late', 'web')) await world.sleep((5 + 150 * random()) * secondMs);
    return await knock(delivery, world);
  };
  if (faults.take('webhook-doubled', 'web')) void deliver().catch(() => {});
  return await unlessAborted(deliver(), request.signal);
}

interface Delivery {
  readonly url: string;
  readonly headers: Headers | Readonly<Record<string, string>>;
  readonly body: string;
}

/** Some worker that is there answers, as behind a load balancer. */
async function knock({ url, headers, body }: Delivery, world: World): Promise<Response> {
  const worker = world.pickWorker();
  if (worker === undefined) throw connectionReset();
  const path = new URL(url).pathname;
  world.note(`web -> ${worker.process.id} report at ${path}`);
  const request = new Request(url, { method: 'POST', headers, body });
  const response = await worker.gateway.handleWebhook(request);
  world.note(`web <- ${worker.process.id} ${response.status} at ${path}`);
  return response;
}

/**
 * Sends reports that no vendor has sent: to the right address with a lie about its own task or with
 * another's, and to an address that was guessed.
 */
export function forgeReports(world: World): void {
  const jobs = world.witness.jobs;
  for (const job of jobs) {
    for (const { provider, prepared, task } of job.attempts) {
      const url = prepared.body['callback_url'] ?? prepared.body['webhookUrl'];
      if (typeof url !== 'string' || (provider !== 'apixo' && provider !== 'apiframe')) continue;
      const stranger =
        world.witness.taskIdsAt(provider).find((id) => id !== task?.id) ?? 'task_0000000000000000';
      const key = 'a key that is not the account’s';
      for (const taskId of [task?.id ?? stranger, stranger]) {
        const report = toReport(provider, { taskId, says: 'succeeded' }, key);
        world.faults.hit('webhook-forged');
        void knock({ url, ...report }, world).catch(() => {});
        void knock({ url: `${url.slice(0, -3)}abc`, ...report }, world).catch(() => {});
      }
    }
  }
}
