import type { Attempt, Job } from '../job/job.ts';
import { isLive } from '../job/job.ts';
import { toSoundCost } from '../job/sound-facts.ts';
import type { VideoProvider } from '../provider.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import type { EngineContext } from './engine-context.ts';
import { recall, remember } from './engine-context.ts';
import { readTaskFor } from './read-task.ts';
import { record } from './record.ts';
import { recoverTask } from './recover-task.ts';
import { isNews } from './submit-step.ts';
import { fromCallbackUrl } from './to-callback-url.ts';

/** No vendor's report is longer. */
const maxBodyBytes = 256 * 1024;

/**
 * Answers a vendor's report, and calls `onHint` where a job should be looked at now. It is only ever
 * a hint: what it says is read again from the vendor with our own key, so a forged, doubled, late or
 * reordered one does no harm.
 */
export async function handleWebhook(
  request: Request,
  context: EngineContext,
  onHint: (jobId: string) => Promise<void>,
): Promise<Response> {
  try {
    const target = request.method === 'POST' ? await findTarget(request.url, context) : undefined;
    // One answer for everything that is not ours, so that nobody can probe for tokens.
    if (target === undefined) return answer(404);
    const body = await readBody(request);
    if (body === undefined) return answer(413);
    const { job, attempt, provider } = target;
    const headers = Object.fromEntries(request.headers);
    const hint = await provider.parseWebhook?.({ body, headers });
    if (hint === undefined) return answer(404);
    const hinted = await toHinted(job, attempt, hint.taskId, provider, context);
    if (hinted !== undefined) {
      const { poll } = recall(context, hinted);
      remember(context, hinted, { poll: { ...poll, hinted: true } });
      await onHint(hinted);
    }
    return answer(200);
  } catch (error) {
    const code = VideoGatewayError.isInstance(error) ? error.code : undefined;
    // What the vendor could mend, or what is none of ours, is not asked for again.
    if (code === 'authentication') return answer(401);
    if (code === 'invalid-response' || code === 'invalid-request') return answer(400);
    if (code === 'not-found' || code === 'ledger-conflict') return answer(404);
    return answer(503);
  }
}

/**
 * The job that follows a reported task, and is to look at it now. An attempt in doubt is accepted,
 * and one that had ended is recovered, where the task is proven to be its own.
 */
async function toHinted(
  job: Job,
  attempt: Attempt,
  taskId: string,
  provider: VideoProvider,
  context: EngineContext,
): Promise<string | undefined> {
  if (attempt.recoveredAs !== undefined) return attempt.recoveredAs;
  if (attempt.state === 'accepted') return attempt.task?.id === taskId ? job.id : undefined;
  // What has ended with a task of its own has nothing more to learn.
  const open = attempt.task === undefined || attempt.state === 'abandoned';
  if (!open || (attempt.task !== undefined && attempt.task.id !== taskId)) return undefined;
  const { task, status } = await readTaskFor(attempt, taskId, provider, context);
  const at = context.ports.now();
  const attemptId = attempt.id;
  const accepted = { type: 'attempt-accepted', at, attemptId, task, by: 'webhook' } as const;
  const present = isLive(attempt.state)
    ? await record(context, job.id, (now) => (isNews(now, accepted) ? [accepted] : []))
    : job;
  const settled = present.attempts.find(({ id }) => id === attemptId) ?? attempt;
  if (isLive(settled.state) || settled.task?.id === taskId) return job.id;
  const found = { task, at, cost: toSoundCost(status.cost) };
  const recovered = await recoverTask(present, settled, found, context);
  return recovered.attempts.find(({ id }) => id === attemptId)?.recoveredAs;
}

interface Target {
  readonly job: Job;
  readonly attempt: Attempt;
  readonly provider: VideoProvider;
}

async function findTarget(url: string, context: EngineContext): Promise<Target | undefined> {
  const { jobId, token } = fromCallbackUrl(url) ?? {};
  if (jobId === undefined || token === undefined) return undefined;
  const job = await context.ledger.load(jobId);
  const attempt = job?.attempts.find(({ callbackToken }) => isSame(callbackToken, token));
  const provider = attempt && context.providers.get(attempt.provider);
  return job && attempt && provider ? { job, attempt, provider } : undefined;
}

/** Compares every character, so that the time it takes tells nothing of where they differ. */
function isSame(known: string | undefined, given: string): boolean {
  if (known === undefined || known.length !== given.length) return false;
  let difference = 0;
  for (let index = 0; index < given.length; index += 1) {
    difference |= known.charCodeAt(index) ^ given.charCodeAt(index);
  }
  return difference === 0;
}

async function readBody(request: Request): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (request.body === null) return new Uint8Array();
  for await (const chunk of request.body) {
    length += chunk.length;
    if (length > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Uint8Array.from(Buffer.concat(chunks));
}

function answer(status: number): Response {
  return new Response(null, { status });
}
