import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFile } from './temporary-file.ts';

const script = fileURLToPath(new URL('worker-process.ts', import.meta.url));

/** Runs a real process to its end; resolves with what it complained about. */
async function run(...args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  onTestFinished(() => void child.kill());
  let complaint = '';
  child.stderr.on('data', (data: Buffer) => {
    complaint += data.toString();
  });
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.on('close', resolve);
  const code = await promise;
  return code === 0 ? '' : `exit ${code}: ${complaint}`;
}

// Real processes take a while to start; nothing else shows that they make one new file together.
test('processes that open one new file at once share it, and lose and double nothing', async () => {
  const file = await temporaryFile();
  const names = ['p1', 'p2', 'p3'];
  const count = 20;
  expect(await Promise.all(names.map((name) => run(file, name, String(count))))).toEqual([
    '',
    '',
    '',
  ]);
  const ledger = sqliteLedger(file);
  onTestFinished(() => ledger.close());
  expect((await ledger.load('shared'))?.version).toBe(1 + names.length * count);
  const events = await ledger.find('events', { jobId: 'shared' });
  for (const name of names) {
    const own = events.filter((event) => 'vendorState' in event && event.vendorState === name);
    expect(own).toHaveLength(count);
  }
  const { jobs } = await ledger.find('jobs', { limit: 1_000 });
  expect(new Set(jobs.map(({ id }) => id)).size).toBe(1 + names.length * count);
});
