import { copyFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGateway } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { fakeProvider } from '@vidgate/testkit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { RunningSandbox } from '../src/sandbox/start-sandbox.ts';
import { startSandbox } from '../src/sandbox/start-sandbox.ts';
import type { Ended } from './run-here.ts';
import { runHere } from './run-here.ts';
import { makeFolder, setup, start } from './run-vidgate.ts';

// Processes take a while to start on a machine that is busy.
vi.setConfig({ testTimeout: 60_000 });

let sandbox: RunningSandbox;
let jobId = '';

// One video in the ledger, so that there is something to tell.
beforeAll(async () => {
  sandbox = await startSandbox({ runMs: 150 });
  const { environment, folder } = sandbox;
  const words = ['generate', 'dawn', '--json', '--out', 'first.mp4', '--metadata', 'film=ridge'];
  const { stdout } = await start(words, { folder, environment }).ended;
  jobId = JSON.parse(stdout).job.id;
});
afterAll(() => sandbox.close());

/** Text with its columns apart by one space. */
const flat = ({ stdout }: Ended): string => stdout.replaceAll(/[^\S\n]+/g, ' ');

const frame = (name: string): string =>
  fileURLToPath(new URL(`../frames/${name}`, import.meta.url));

test.concurrent('generate makes a video between two pictures of this machine and saves it', async () => {
  await using world = await setup();
  const { folder, run, tasks } = world;
  copyFileSync(frame('night.png'), join(folder, 'night.png'));
  copyFileSync(frame('day.jpg'), join(folder, 'day.jpg'));
  const words = ['--start-frame', 'night.png', '--end-frame', 'day.jpg', '--duration', '5'];
  const more = ['--cfg-scale', '0.5', '--negative-prompt', 'blur', '--out', 'ridge.mp4'];
  const ended = await run('generate', 'dawn over the ridge', ...words, ...more);
  expect(ended).toMatchObject({ code: 0, stderr: expect.stringMatching(/^job \S+\n/) });
  expect(ended.stderr).toContain('a frame was put at a URL');
  expect(ended.stdout).toMatch(/^job {7}\S+ succeeded$/m);
  expect(ended.stdout).toMatch(/^cost {6}\$0\.156 charged$/m);
  const size = statSync(join(folder, 'ridge.mp4')).size;
  expect(ended.stdout).toContain(`${join(folder, 'ridge.mp4')} (${size} bytes)`);
  expect(tasks()).toBe(1);
});

test.concurrent('generate without --out keeps the video under the id of its job', async () => {
  await using world = await setup();
  const { folder, here, simulator } = world;
  const words = ['--aspect-ratio', '9:16', '--duration', '10', '--only', 'apixo', '--json'];
  const { code, stdout } = await here('generate', 'dawn', ...words);
  const { job, file } = JSON.parse(stdout);
  expect([code, job.state]).toEqual([0, 'succeeded']);
  expect(file.path).toBe(join(folder, `${job.id}.mp4`));
  expect(existsSync(file.path)).toBe(true);
  expect(simulator('apixo').tasks[0]?.request).toMatchObject({
    input: { aspect_ratio: '9:16', duration: 10 },
  });
});

test.concurrent('the same idempotency key again is the same job, unpaid', async () => {
  await using world = await setup();
  const { here, tasks } = world;
  const words = ['generate', 'dawn', '--idempotency-key', 'order-1', '--json'];
  const first = JSON.parse((await here(...words)).stdout);
  expect(first).toMatchObject({ job: { state: 'succeeded' } });
  const second = JSON.parse((await here(...words)).stdout);
  expect(second).toMatchObject({ job: { id: first.job.id } });
  expect(tasks()).toBe(1);
});

type Facts = readonly (string | RegExp)[];

/** Every command that only tells, with what it must say as text and as JSON. */
const telling: readonly (readonly [words: string, text: Facts, json: object])[] = [
  [
    'plan dawn --assume apiframe=down',
    [/^1 apixo \$0\.30 \(from\) the cheapest$/m, /^- apiframe left out \(circuit-open\): A drill/m],
    { candidates: [{ provider: 'apixo' }, { provider: 'fal' }, { provider: 'aimlapi' }] },
  ],
  [
    'providers',
    [
      /^apixo yes \$\d+\.\d+ takes jobs$/m,
      /^fal yes - /m,
      /^apixo \S+ 5 s \$0\.30 from, https:.*, 20/m,
    ],
    { providers: [{ provider: 'apixo', configured: true }, {}, {}, {}] },
  ],
  [
    'prices',
    [/^apixo kling-2\.5-turbo-pro 5 s \$0\.30 from \d{4}-\d\d-\d\d https:/m, /^aimlapi .* exact /m],
    {
      prices: [
        { provider: 'apixo', models: [{ prices: [{ usdMicros: 300_000 }, {}] }] },
        {},
        {},
        {},
      ],
    },
  ],
  [
    'prices --drift',
    [/^apiframe kling-2\.5-turbo-pro 5 s 1 \$0\.156 \$0\.156 0\.0 %$/m],
    { rows: [{ quotedUsdMicros: 156_000, chargedUsdMicros: 156_000 }] },
  ],
  ['spend', [/^apiframe 1 \$0\.156 \$0\.156 \$0\.00 0$/m], { rows: [{ usdMicros: 156_000 }] }],
  [
    'jobs list',
    [/succeeded .* apiframe \$0\.156 charged dawn$/m],
    { jobs: [{ state: 'succeeded' }] },
  ],
  [
    'jobs show JOB',
    [/^attempt apiframe succeeded/m, /^event \S+ attempt-accepted$/m, 'vidgate jobs wait JOB'],
    { job: { id: 'JOB' }, events: expect.any(Array) },
  ],
  ['jobs wait JOB', [/^job JOB succeeded$/m], { job: { id: 'JOB', state: 'succeeded' } }],
  ['jobs cancel JOB', ['over already (succeeded); it may be billed'], { result: 'final' }],
  [
    'doctor',
    [
      /apixo: Is the HTTP status of a refusal.*\n yes: HTTP 400, code 400/,
      'with: providers: { apixo: {}, apiframe: { guidanceField: cfg_scale }, aimlapi: {}, fal: {} }',
      /apiframe: How many credits.*\n 4 to 7 credits/,
      /aimlapi: What does a video cost today\?\n kling-2\.5-turbo-pro 5 s \$0\.455 exact/,
    ],
    { findings: expect.arrayContaining([expect.objectContaining({ provider: 'apixo' })]) },
  ],
  [
    'config check --online',
    [/^provider apixo: APIXO_API_KEY is set$/m, /^ balance: \$/m, /^ok$/m],
    { ok: true, missingKeys: [] },
  ],
];

test.concurrent.each(telling)(
  '%s tells it to people and to programs',
  async (words, text, json) => {
    const { environment, folder } = sandbox;
    const args = words.replaceAll('JOB', jobId).split(' ');
    const plain = await start(args, { folder, environment }).ended;
    for (const fact of text) expect(flat(plain).replaceAll(jobId, 'JOB')).toMatch(fact);
    expect(plain.code).toBe(0);
    const asJson = await runHere([...args, '--json'], { folder, environment });
    expect(JSON.parse(asJson.stdout.replaceAll(jobId, 'JOB'))).toMatchObject(json);
    expect(asJson.code).toBe(0);
  },
);

test.each([
  ['providers --offline', /^apiframe yes - takes jobs$/m],
  ['prices --offline', /^aimlapi kling-2\.5-turbo-pro 5 s \$0\.455 estimate /m],
  ['spend --by metadata:film --since today', /^ridge 1 \$0\.156/m],
  ['spend --by total', /^- 1 \$0\.156/m],
  ['jobs list --state failed canceled', /^no jobs$/m],
  ['jobs list --held', /^no jobs$/m],
])('%s narrows it down', async (words, fact) => {
  const { environment, folder } = sandbox;
  const ended = await runHere(words.split(' '), { folder, environment });
  expect(flat(ended)).toMatch(fact);
  expect(ended.code).toBe(0);
});

test('flags that may be repeated leave the prompt alone, and reach the plan and the vendor', async () => {
  const { environment, folder } = sandbox;
  const words = ['--weight', 'apixo=1', '--weight', 'fal=0', '--metadata', 'film=ridge', 'dusk'];
  const planned = await runHere(['plan', ...words], { folder, environment });
  expect(flat(planned)).toMatch(/^1 apixo \S+ \(from\) drawn for this job by routing\.weights/m);

  await using world = await setup();
  const options = ['--provider-option', 'aimlapi.provider=kling', '--only', 'aimlapi'];
  expect((await world.here('generate', ...options, 'dusk')).code).toBe(0);
  expect(world.simulator('aimlapi').tasks[0]?.request).toMatchObject({ provider: 'kling' });
});

test('what only tells pays for nothing', () => {
  expect(sandbox.vendors.flatMap(({ simulator }) => simulator.tasks)).toHaveLength(1);
});

test.concurrent('jobs export writes a line of JSON for each job, with its events', async () => {
  const { environment, folder } = sandbox;
  const here = { folder, environment };
  const { stdout } = await start(['jobs', 'export'], here).ended;
  const [line = '', ...rest] = stdout.trim().split('\n');
  expect(rest).toEqual([]);
  const { job, events } = JSON.parse(line);
  expect([job.id, events[0].type]).toEqual([jobId, 'job-created']);
  const words = ['jobs', 'export', '--out', 'jobs.jsonl', '--json'];
  expect(JSON.parse((await runHere(words, here)).stdout)).toMatchObject({ jobs: 1 });
  expect(readFileSync(join(folder, 'jobs.jsonl'), 'utf8')).toBe(stdout);
});

test.concurrent('jobs list is a line for each job, and says where it leaves some out', async () => {
  using made = makeFolder();
  const gateway = createGateway({
    providers: [fakeProvider()],
    ledger: sqliteLedger(join(made.path, 'jobs.db')),
    drive: false,
  });
  for (let index = 0; index < 41; index += 1) {
    await gateway.submit({ prompt: `dawn ${index}\nover the ridge` });
  }
  await gateway.close();
  const here = { folder: made.path, environment: sandbox.environment };
  const list = (limit: string) =>
    runHere(['jobs', 'list', '--ledger', 'jobs.db', '--limit', limit], here);
  const all = await list('41');
  expect([all.stdout.trim().split('\n').length, all.stderr]).toEqual([42, '']);
  expect(all.stdout).toContain('dawn 0 over the ridge');
  const newest = await list('40');
  expect(newest.stdout.trim().split('\n')).toHaveLength(41);
  expect(newest.stdout).not.toContain('dawn 0 ');
  expect(newest.stderr).toBe('only the newest 40; --limit shows more\n');
});

test.concurrent('providers without keys names what to set, and is no error', async () => {
  using made = makeFolder();
  const { code, stdout } = await runHere(['providers'], { folder: made.path, environment: {} });
  expect(stdout).toMatch(/^fal +no: set FAL_API_KEY/m);
  expect(code).toBe(0);
});

test.concurrent('a job whose vendor is at work is canceled honestly: it is followed, and may be billed', async () => {
  await using world = await setup();
  const { run, start: startHere, simulator } = world;
  simulator('fal').inject({ name: 'stuck' });
  const generating = startHere('generate', 'dusk', '--only', 'fal');
  await generating.heard('accepted it as task');
  generating.child.kill('SIGINT');
  const id = /^job (\S+)$/m.exec((await generating.ended).stderr)?.[1] ?? '';
  const canceled = await run('jobs', 'cancel', id);
  expect(canceled.stdout).toContain('cannot be stopped: it may be billed');
  expect(canceled.stdout).toContain(`vidgate jobs wait ${id}`);
  expect(canceled.code).toBe(0);
});
