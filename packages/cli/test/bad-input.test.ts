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
  ['a missing prompt', 'generate', ["missing required argument 'prompt'", '[options] <prompt>']],
  ['one word too many', 'plan x y', ['too many arguments', '[options] <prompt>']],
  ['an unknown provider', 'generate x --only nosuch', ['--only', '"nosuch"', 'apixo, apiframe']],
  ['an unknown strategy', 'generate x --sort fastest', ['--sort', 'price, availability, balanced']],
  ['an unknown profile', 'generate x --profile nosuch', ['nosuch', 'cheapest, safest, fastest']],
  ['a patience below 0', 'generate x --patience -1', ['--patience', 'seconds of at least 0']],
  ['a time worth less than 0', 'plan x --value-of-time -1', ['--value-of-time: got -1', 'least 0']],
  ['a weight for nobody', 'generate x --weight nosuch=1', ['--weight', '"nosuch"', 'apixo, api']],
  ['a weight below 0', 'generate x --weight apixo=-1', ['--weight: got "apixo=-1"', 'at least 0']],
  ['a weight in words', 'plan x --weight apixo=much', ['--weight: got "apixo=much"', 'apixo=80']],
  [
    'an option that its vendor does not know',
    'generate x --provider-option apixo.mode=pro',
    ['--provider-option apixo: ', '"mode"', 'allowed: source'],
  ],
  [
    'an option where there are none',
    'plan x --provider-option fal.mode=pro',
    ['--provider-option fal: ', 'it has no options'],
  ],
  [
    'an option with a wrong value',
    'generate x --provider-option aimlapi.provider=mars',
    ['--provider-option aimlapi.provider: ', '"kling"'],
  ],
  [
    'an option of a stranger',
    'generate x --provider-option nosuch.mode=pro',
    ['--provider-option nosuch', 'configured: apixo, apiframe'],
  ],
  [
    'an option of nobody',
    'plan x --provider-option mode=pro',
    ['--provider-option: got "mode=pro"', 'vendor.name=value'],
  ],
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
  [
    'a ledger that cannot be',
    'generate x --ledger /proc/nosuch/x.db',
    ['/proc/nosuch', 'cannot be made (ENOENT)'],
  ],
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
  ['an unknown job', 'jobs show nosuch', ['no job "nosuch"', 'ledger.db']],
  ['a job of no ledger', 'jobs show nosuch --ledger none.db', ['no ledger', 'none.db']],
  ['waiting for nobody', 'jobs wait nosuch', ['no job "nosuch"']],
  ['canceling nobody', 'jobs cancel nosuch', ['nosuch']],
  ['an unknown decision', 'jobs resolve x maybe', ['maybe', 'adopt, no-task']],
  ['adopting nothing', 'jobs resolve x adopt', ['adopt', 'the id of the task']],
  ['an unknown state', 'jobs list --state done', ['--state', 'queued, submitting']],
  ['no count', 'jobs list --limit 0', ['--limit: got 0']],
  ['no time', 'spend --since yesterday', ['--since', '"yesterday"', '24h, 7d']],
  ['no way to add up', 'spend --by moon', ['--by', '"moon"', 'metadata:KEY']],
  ['a task that takes less than no time', 'demo --run-seconds -1', ['--run-seconds', 'at least 0']],
  ['a command that is not there', 'sandbox -- nosuch-command', ['nosuch-command']],
];

test.each(wrong)('%s is one clear message, and nothing is sent', async (_, words, says) => {
  using made = makeFolder();
  const folder = made.path;
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  if (words.includes('newer.db')) await makeNewer(join(folder, 'newer.db'));
  const { environment } = sandbox;
  const { code, stdout, stderr } = await runHere(words.split(' '), { folder, environment });
  expect(stderr).toMatch(/^error: .*\n(?:\(Did you mean .*\)\n)?(?:(?:Allowed|Usage): .*\n)?$/);
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

test.each([
  [['--start-frame', 'notes.txt'], /^error: --start-frame notes\.txt: .*\n$/],
  [['--ledger', 'notes.txt'], /^error: The ledger ".*notes\.txt" .*\n$/],
])('a process that is started wrongly (%j) says one line and no more', async (words, said) => {
  using made = makeFolder();
  const here = { folder: made.path, environment: sandbox.environment };
  writeFileSync(join(made.path, 'notes.txt'), 'no picture');
  const { code, stdout, stderr } = await start(['generate', 'x', ...words], here).ended;
  expect(stderr).toMatch(said);
  expect([code, stdout]).toEqual([2, '']);
});

test('a command that needs another one says which there are', async () => {
  using made = makeFolder();
  const here = { folder: made.path, environment: {} };
  const { code, stdout, stderr } = await runHere(['jobs', '--json'], here);
  expect(JSON.parse(stdout).error).toEqual({ code: 'usage', message: 'a command is missing' });
  expect(stderr).toMatch(/^ {2}list .*\n {2}show /m);
  expect(code).toBe(2);
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
