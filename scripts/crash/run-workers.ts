import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { allJobs } from './all-jobs.ts';
import type { BilledTask, WorkerSettings } from './messages.ts';
import { billSchema, vendorsReadySchema, workerReadySchema } from './messages.ts';

const workerCount = 3;
const meanKillMs = 300;
/** After so long without kills, whatever is still open counts as not settled. */
const calmMs = 90_000;

export interface CrashRun {
  readonly kills: number;
  readonly seconds: number;
  readonly tasks: readonly BilledTask[];
}

export interface CrashSettings {
  readonly file: string;
  readonly count: number;
  readonly bug: string | undefined;
}

/** Runs the jobs, killing workers at random until most are done, then lets the rest settle. */
export async function runWorkers({ file, count, bug }: CrashSettings): Promise<CrashRun> {
  const startedAt = performance.now();
  const vendors = start('vendors.ts');
  const ready = await hear(vendors, vendorsReadySchema);
  const ports = new Map<number, number>();
  const proxy = await startProxy(() => [...ports.values()]);
  const workers = new Map<number, ChildProcess>();
  const startWorker = (index: number): void => {
    const share = Math.ceil(count / workerCount);
    const settings: WorkerSettings = {
      file,
      bug,
      webhooks: proxy.url,
      baseUrls: ready.baseUrls,
      keys: ready.keys,
      first: index * share + 1,
      last: Math.min((index + 1) * share, count),
    };
    const worker = start('worker.ts', JSON.stringify(settings));
    workers.set(index, worker);
    void hear(worker, workerReadySchema).then(({ port }) => ports.set(index, port));
    worker.once('exit', () => ports.delete(index));
  };
  for (let index = 0; index < workerCount; index += 1) startWorker(index);
  const kills = await killUntilDone(file, count, (index) => {
    workers.get(index)?.kill('SIGKILL');
    startWorker(index);
  });
  await waitUntilSettled(file, count);
  vendors.send('bill');
  const { tasks } = await hear(vendors, billSchema);
  for (const child of [...workers.values(), vendors]) child.kill('SIGKILL');
  proxy.close();
  return { kills, tasks, seconds: (performance.now() - startedAt) / 1000 };
}

async function killUntilDone(
  file: string,
  count: number,
  kill: (index: number) => void,
): Promise<number> {
  let kills = 0;
  for (;;) {
    await sleep(meanKillMs * 2 * Math.random());
    kill(Math.floor(Math.random() * workerCount));
    kills += 1;
    if (kills % 10 === 0 && (await countEnded(file)) >= count * 0.95) return kills;
  }
}

async function waitUntilSettled(file: string, count: number): Promise<void> {
  const until = performance.now() + calmMs;
  while (performance.now() < until && (await countEnded(file)) < count) await sleep(1_000);
}

/** Jobs that are final or held. */
async function countEnded(file: string): Promise<number> {
  const ledger = sqliteLedger(file);
  let ended = 0;
  for await (const _ of allJobs(ledger, ['succeeded', 'failed', 'canceled', 'held'])) ended += 1;
  await ledger.close();
  return ended;
}

/** Passes the vendors' reports on to some living worker, as a load balancer would. */
async function startProxy(
  ports: () => readonly number[],
): Promise<{ readonly url: string; close(): void }> {
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const alive = ports();
    const port = alive[Math.floor(Math.random() * alive.length)];
    const url = `http://127.0.0.1:${port}${incoming.url}`;
    const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]);
    const passed = headers.filter(([name]) => !/^(?:host|connection|content-length)$/.test(name));
    const init = { method: 'POST', headers: passed, body: Buffer.concat(chunks) };
    const status = await fetch(url, init).then(
      (response) => response.status,
      () => 503,
    );
    outgoing.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}/hooks`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function start(name: string, ...args: readonly string[]): ChildProcess {
  return fork(new URL(name, import.meta.url), args, {
    execArgv: ['--conditions=@vidgate/source', '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

async function hear<T>(
  child: ChildProcess,
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } },
): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  const listen = (message: unknown): void => {
    const parsed = schema.safeParse(message);
    if (!parsed.success) return;
    child.off('message', listen);
    resolve(parsed.data);
  };
  child.on('message', listen);
  return await promise;
}

async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
