import { fork } from 'node:child_process';
import { once } from 'node:events';
import Table from 'cli-table3';
import { z } from 'zod';

const resultSchema = z.object({ jobs: z.number(), seconds: z.number(), bytesPerJob: z.number() });
const aims = { SQLite: 1_000, memory: 4_000 } as const;

/** What a job in flight costs in memory while nobody waits for it, each ledger in its own process. */
export async function benchMemory(): Promise<void> {
  const table = new Table({
    head: ['ledger', 'jobs in flight', 'seconds', 'bytes per job', 'aim'],
    style: { head: [], border: [] },
  });
  for (const [name, aim] of Object.entries(aims)) {
    const child = fork(new URL('memory-jobs.ts', import.meta.url), [name], {
      execArgv: ['--expose-gc', '--conditions=@vidgate/source'],
    });
    const [message] = await once(child, 'message');
    const { jobs, seconds, bytesPerJob } = resultSchema.parse(message);
    table.push([name, jobs, seconds.toFixed(0), bytesPerJob.toFixed(0), `at most ${aim}`]);
  }
  console.log(table.toString());
}
