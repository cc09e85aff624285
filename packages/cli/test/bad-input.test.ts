import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningSandbox } from '../src/sandbox/start-sandbox.ts';
import { startSandbox } from '../src/sandbox/start-sandbox.ts';
import { runHere } from './run-here.ts';
import { makeFolder, start } from './run-vidgate.ts';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

/** Files that are wrong, in the folder where the command runs. */
const files: Readonly<Record<string, string>> = {
  'notes.txt': 'no picture',
  'throws.config.mjs': "throw new Error('the vault is sealed');",
  'unknown-setting.json': '{ "providers": { "apixo": {} }, "ledgr": "x" }',
  'unknown-vendor.json': '{ "providers": { "nosuch": {} } }',
  'unknown-strategy.json': '{ "providers": { "apixo": {} }, "routing": { "sort": "vibes" } }',
  'negative-price.json':
    '{ "providers": { "apixo": { "models": { "kling-2.5-turbo-pro": { "prices": { "5": -1 } } } } } }',
  'plain-key.json': '{ "providers": { "apixo": { "apiKey": "sk-live-0123456789abcdef" } } }',
};

const wrong: readonly (readonly [what: string, words: string, says: readonly string[]])[] = [
  ['an unknown command', 'frobnicate', ["unknown command 'frobnicate'", 'generate, plan']],
  ['an unknown flag', 'generate x --nope', ["unknown option '--nope'", '--start-frame']],
  ['a missing prompt', 'generate', ["missing required argument 'prompt'"]],
  ['one word too many', 'plan x y', ['too many arguments']],
  ['an unknown provider', 'generate x --only nosuch', ['--only', '"nosuch"', 'apixo, apiframe']],
  ['an unknown strategy', 'generate x --sort fastest', ['--sort', 'price, availability, balanced']],
  ['an unknown profile', 'generate x --profile nosuch', ['nosuch', 'cheapest, safest, fastest']],
  ['an unknown drill', 'plan x --assume apixo=sad', ['--assume', '"sad"', 'down, rate-limited']],
  ['a drill without a word', 'plan x --assume apixo', ['--assume', 'key=value']],
  ['a negative limit', 'generate x --max-usd -1', ['--max-usd: got -1', 'dollars above 0']],
  ['a number in words', 'generate x --duration five', ['--duration', 'five', 'a number']],
  ['cfg out of range', 'generate x --cfg-scale 7', ['--cfg-scale: got 7', '0 to 1']],
  ['no ratio', 'generate x --aspect-ratio wide', ['--aspect-ratio', 'W:H']],
  ['a missing frame', 'generate x --start-frame none.png', ['--start-frame', 'none.png']],
  ['a folder as a frame', 'generate x --start-frame .', ['--start-frame', 'no file']],
  [
    'a frame that is no picture',
    'generate x --start-frame notes.txt',
    ['--start-frame notes.txt', 'no image file', 'JPEG'],
  ],
  [
    'an end without a start',
    'generate x --end-frame https://example.com/a.png',
    ['--end-frame', '--start-frame'],
  ],
  ['an output nowhere', 'generate x --out nowhere/x.mp4', ['--out', 'no folder']],
  ['an output that is a folder', 'generate x --out .', ['--out', 'is a folder']],
  ['an output that cannot be', 'generate x --out /proc/x.mp4', ['--out', 'cannot be written']],
  ['a ledger that is none', 'generate x --ledger notes.txt', ['notes.txt', 'no SQLite database']],
  ['a ledger of another version', 'generate x --ledger newer.db', ['newer.db', 'version 99']],
  ['a ledger nowhere', 'jobs list --ledger notes.txt/x.db', ['notes.txt/x.db', 'cannot be']],
  ['no configuration there', 'generate x --config nosuch.json', ['nosuch.json']],
  [
    'a configuration that throws',
    'generate x --config throws.config.mjs',
    ['throws.config.mjs', 'the vault is sealed'],
  ],
  ['an unknown setting', 'generate x --config unknown-setting.json', ['ledgr', 'ledger']],
  ['an unknown vendor', 'generate x --config unknown-vendor.json', ['nosuch']],
  ['a strategy in a file', 'generate x --config unknown-strategy.json', ['routing.sort', 'price']],
  ['a negative price', 'generate x --config negative-price.json', ['prices', 'got -1']],
  ['a key in a file', 'generate x --config plain-key.json', ['apiKey', 'env']],
  ['an unknown job', 'jobs show nosuch', ['no job "nosuch"', 'jobs list']],
  ['waiting for nobody', 'jobs wait nosuch', ['no job "nosuch"']],
  ['canceling nobody', 'jobs cancel nosuch', ['nosuch']],
  ['an unknown decision', 'jobs resolve x maybe', ['maybe', 'adopt, no-task']],
  ['adopting nothing', 'jobs resolve x adopt', ['adopt', 'the id of the task']],
  ['an unknown state', 'jobs list --state done', ['--state', 'queued, submitting']],
  ['no count', 'jobs list --limit 0', ['--limit: got 0']],
  ['no time', 'spend --since yesterday', ['--since', '"yesterday"', '24h, 7d']],
  ['no way to add up', 'spend --by moon', ['--by', '"moon"', 'metadata:KEY']],
  ['a command that is not there', 'sandbox -- nosuch-command', ['nosuch-command']],
];

test.each(wrong)('%s is one clear message, and nothing is sent', async (_, words, says) => {
  using made = makeFolder();
  const folder = made.path;
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  if (words.includes('newer.db')) await makeNewer(join(folder, 'newer.db'));
  const { environment } = sandbox;
  const { code, stdout, stderr } = await runHere(words.split(' '), { folder, environment });
  expect(stderr).toMatch(/^error: /);
  for (const text of says) expect(stderr).toContain(text);
  expect(stderr).not.toMatch(/\n {4}at |sk-live/);
  expect(stdout).toBe('');
  expect(code).toBe(2);
  expect(sandbox.vendors.flatMap(({ simulator }) => simulator.requests)).toEqual([]);
});

/** A ledger that a later version of Vidgate has written. */
async function makeNewer(path: string): Promise<void> {
  const ledger = sqliteLedger(path);
  await ledger.find('health', {});
  await ledger.close();
  const database = new DatabaseSync(path);
  database.exec('PRAGMA user_version = 99');
  database.close();
}

test('a process that is started wrongly ends with the same code and message', async () => {
  using made = makeFolder();
  const here = { folder: made.path, environment: sandbox.environment };
  writeFileSync(join(made.path, 'notes.txt'), 'no picture');
  const words = ['generate', 'x', '--start-frame', 'notes.txt'];
  const { code, stdout, stderr } = await start(words, here).ended;
  expect(stderr).toMatch(/^error: --start-frame notes\.txt: .*\n$/);
  expect([code, stdout]).toEqual([2, '']);
});

test('with --json the error is on stdout too, as JSON', async () => {
  using made = makeFolder();
  const here = { folder: made.path, environment: sandbox.environment };
  const refused = await runHere(['generate', 'x', '--cfg-scale', '7', '--json'], here);
  expect(JSON.parse(refused.stdout).error).toMatchObject({
    code: 'invalid-request',
    charged: 'no',
  });
  const unknown = await runHere(['generate', 'x', '--nope', '--json'], here);
  expect(JSON.parse(unknown.stdout).error).toMatchObject({ code: 'usage' });
});

test.each(['generate x', 'plan x', 'prices', 'doctor', 'jobs wait x', 'jobs cancel x'])(
  'without keys "%s" names the variables and the sandbox',
  async (words) => {
    using made = makeFolder();
    const here = { folder: made.path, environment: {} };
    const { code, stderr } = await runHere(words.split(' '), here);
    expect(stderr).toContain('APIXO_API_KEY or APIFRAME_API_KEY or AIMLAPI_API_KEY or FAL_API_KEY');
    expect(stderr).toContain('vidgate sandbox -- COMMAND');
    expect(code).toBe(2);
  },
);

test('a sandbox that cannot be understood is refused: real vendors are not asked instead', async () => {
  const environment = { APIXO_API_KEY: 'a-real-key-0123456789', VIDGATE_SANDBOX: '{"baseUrls":1}' };
  using made = makeFolder();
  const here = { folder: made.path, environment };
  const { code, stderr } = await runHere(['generate', 'x'], here);
  expect(stderr).toContain('VIDGATE_SANDBOX');
  expect(code).toBe(2);
});
