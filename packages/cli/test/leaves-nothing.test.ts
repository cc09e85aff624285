import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningSandbox } from '../src/sandbox/start-sandbox.ts';
import { startSandbox } from '../src/sandbox/start-sandbox.ts';
import { runHere } from './run-here.ts';
import { makeFolder } from './run-vidgate.ts';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ runMs: 50 });
});
afterAll(() => sandbox.close());

const reading: readonly (readonly [words: string, code: number])[] = [
  ['plan dawn', 0],
  ['providers', 0],
  ['prices', 0],
  ['prices --drift', 0],
  ['spend', 0],
  ['doctor', 0],
  ['config check', 0],
  ['jobs list', 0],
  ['jobs list --held', 0],
  ['jobs export', 0],
  ['jobs show nosuch', 2],
  ['jobs wait nosuch', 2],
  ['jobs cancel nosuch', 2],
  ['jobs resolve nosuch abandon', 2],
];

test.each(reading)('%s makes no ledger', async (words, code) => {
  using made = makeFolder();
  const args = [...words.split(' '), '--ledger', 'deep/jobs.db'];
  const here = { folder: made.path, environment: sandbox.environment };
  const ended = await runHere(args, here);
  expect(ended.code).toBe(code);
  expect(readdirSync(made.path)).toEqual([]);
});

test.each(['jobs list', 'jobs export', 'spend', 'prices --drift'])(
  '%s says where it looked for a ledger in vain',
  async (words) => {
    using made = makeFolder();
    const args = [...words.split(' '), '--ledger', 'jobs.db'];
    const here = { folder: made.path, environment: sandbox.environment };
    const { stderr } = await runHere(args, here);
    expect(stderr).toBe(
      `note: there is no ledger ${join(made.path, 'jobs.db')} yet; "vidgate generate" makes it\n`,
    );
  },
);

test('a ledger that is there is read, and nothing is left beside it', async () => {
  using made = makeFolder();
  const here = { folder: made.path, environment: sandbox.environment };
  const ledger = ['--ledger', 'jobs.db'];
  await runHere(['generate', 'dawn', '--out', 'dawn.mp4', ...ledger], here);
  for (const words of ['plan dawn', 'doctor', 'jobs list']) {
    expect((await runHere([...words.split(' '), ...ledger], here)).code).toBe(0);
  }
  const { stdout } = await runHere(['jobs', 'list', '--json', ...ledger], here);
  expect(JSON.parse(stdout).jobs).toHaveLength(1);
  expect(readdirSync(made.path).toSorted()).toEqual(['dawn.mp4', 'jobs.db']);
});

test('--ledger starts where the person is, the ledger of a file where the file is', async () => {
  using made = makeFolder();
  const folder = made.path;
  mkdirSync(join(folder, 'films'));
  const config = { providers: { apixo: {} }, ledger: 'kept/jobs.db' };
  writeFileSync(join(folder, 'films', 'vidgate.config.json'), JSON.stringify(config));
  const environment = { APIXO_API_KEY: 'a-key-0123456789' };
  const ledgerOf = async (from: string, ...words: readonly string[]): Promise<string> => {
    const here = { folder: from, environment };
    const { stdout } = await runHere(['config', 'check', '--json', ...words], here);
    return JSON.parse(stdout).ledger;
  };
  const file = ['--config', 'films/vidgate.config.json'];
  expect(await ledgerOf(folder, ...file)).toBe(join(folder, 'films/kept/jobs.db'));
  expect(await ledgerOf(join(folder, 'films'))).toBe(join(folder, 'films/kept/jobs.db'));
  expect(await ledgerOf(folder, ...file, '--ledger', 'mine.db')).toBe(join(folder, 'mine.db'));
  expect(await ledgerOf(folder)).toBe(join(folder, '.vidgate/ledger.db'));
});
