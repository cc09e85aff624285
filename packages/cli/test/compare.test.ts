import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { runHere } from './run-here.ts';
import { makeFolder, setup } from './run-vidgate.ts';

// Clips are encoded and read, and processes take a while to start on a machine that is busy.
vi.setConfig({ testTimeout: 60_000 });

test('compare asks every provider, writes the reports, and shows a line for each', async () => {
  await using world = await setup();
  const { here, folder, tasks } = world;
  const words = [
    'compare',
    'dawn',
    '--providers',
    'apixo,fal',
    '--repeats',
    '2',
    '--out',
    'report',
  ];
  const { code, stdout, stderr } = await here(...words);
  expect(stderr).toContain('4 samples are quoted $1.30; the run ends at $5.00.');
  expect(stderr).toMatch(/\[4\/4\] request-1\/(?:apixo|fal)\/[12] succeeded, \d+\.\d s, \$0\.\d+ /);
  expect(stdout).toContain('The vendors were simulated: no figure says anything of real ones.');
  expect(stdout).toMatch(/^apixo +2\/2 /m);
  expect(stdout).toMatch(/^fal +2\/2 /m);
  expect(stdout).toContain(`report    ${join(folder, 'report', 'index.html')}`);
  for (const name of ['run.json', 'report.json', 'report.md', 'index.html']) {
    expect(existsSync(join(folder, 'report', name))).toBe(true);
  }
  expect([code, tasks()]).toEqual([0, 4]);

  // The same command finds that nothing is left to be done.
  const again = await here(...words, '--json');
  expect([again.code, tasks()]).toEqual([0, 4]);
  const { report, page, rules } = JSON.parse(again.stdout);
  expect(report.run.samples).toHaveLength(4);
  expect([page, rules]).toEqual([join(folder, 'report', 'index.html'), []]);

  const other = await here('compare', 'rain', ...words.slice(2));
  expect(other.code).toBe(2);
  expect(other.stderr).toContain('request-1.prompt was "dawn", and "rain" is asked for');

  writeFileSync(join(folder, 'rules.yaml'), 'costAtMost: 0.1\nsuccessAtLeast: 1\n');
  const held = await here('compare', 'report', 'report', '--assert', 'rules.yaml');
  expect(held.code).toBe(5);
  expect(held.stderr).toMatch(/^kept .*fal/m);
  expect(held.stderr).toMatch(/^broken .*fal/m);

  const [one, two] = report.run.samples.map(({ id }: { readonly id: string }) => id);
  const vote = { requestId: 'request-1', shown: [one, two], chosen: two, at: 1 };
  writeFileSync(join(folder, 'votes.json'), JSON.stringify([vote]));
  const voted = await here(
    'compare',
    'report',
    'report',
    '--votes',
    'votes.json',
    '--against',
    'report',
  );
  expect([voted.code, voted.stderr]).toEqual([0, '1 votes were added\n']);
  const kept = JSON.parse(readFileSync(join(folder, 'report', 'run.json'), 'utf8'));
  expect(kept.votes).toEqual([vote]);
  expect(tasks()).toBe(4);
});

test.each([
  ['nothing to ask for', [], 'A prompt is missing; allowed: one prompt, or --requests FILE'],
  ['two sources of requests', ['dawn', '--requests', 'a.yaml'], '--requests: got a prompt besides'],
  [
    'a flag that the file has its own of',
    ['--requests', 'a.yaml', '--duration', '5'],
    '--duration: goes with a prompt; with --requests the file says it',
  ],
  ['a file that is not there', ['--requests', 'a.yaml'], 'a.yaml: no such file'],
  ['a picture that is not there', ['dawn', '--start-frame', 'no.png'], '--start-frame: no file'],
  ['a length that is none', ['dawn', '--duration', '0'], '--duration: got 0; allowed: a number'],
  ['no repeats', ['dawn', '--repeats', '0'], 'repeats: got 0; allowed: a whole number from 1'],
  [
    'a stranger',
    ['dawn', '--providers', 'apixo,vega'],
    '--providers: no provider "vega"; configured:',
  ],
  ['a ledger', ['dawn', '--ledger', 'a.db'], '--ledger: a comparison keeps its own ledger'],
  ['rules that are not there', ['dawn', '--assert', 'rules.yaml'], 'rules.yaml: no such file'],
  ['no earlier run', ['dawn', '--against', 'before'], 'before holds no comparison'],
  ['no run to report', ['report', 'none'], 'none holds no comparison'],
])('%s is a wrong usage, and nothing is sent or written', async (_, words, message) => {
  await using world = await setup();
  const { code, stderr } = await world.here('compare', ...words);
  expect(stderr).toContain(message);
  expect([code, world.tasks()]).toEqual([2, 0]);
  expect(existsSync(join(world.folder, 'comparison'))).toBe(false);
});

test.each([
  ['who can serve it', ['--duration', '7'], 'No provider can serve any of the requests', 4],
  ['enough money', ['--max-usd', '0.5'], 'maxUsd allows $0.50. Nothing was sent', 4],
])('without %s nothing is sent', async (_, words, message, exit) => {
  await using world = await setup();
  const { code, stderr } = await world.here('compare', 'dawn', ...words);
  expect(stderr).toContain(message);
  expect([code, world.tasks()]).toEqual([exit, 0]);
});

test('where money is at stake and nobody can be asked, --yes is needed', async () => {
  using folder = makeFolder();
  const place = { folder: folder.path, environment: { APIXO_API_KEY: 'a key that is not used' } };
  const { code, stderr } = await runHere(['compare', 'dawn', '--max-usd', '2'], place);
  expect(stderr).toContain('--yes: needed where nobody can be asked; it allows up to --max-usd 2.');
  expect(stderr).toContain('3 samples are quoted $0.90; the run ends at $2.00.');
  expect(code).toBe(2);
  expect(existsSync(join(folder.path, 'comparison', 'run.json'))).toBe(false);
});

test('Ctrl-C ends a run at once with a partial report, and the same command finishes it', async () => {
  await using world = await setup(600);
  const { start, here, folder, tasks } = world;
  const words = [
    'compare',
    'dawn',
    '--providers',
    'apiframe',
    '--repeats',
    '5',
    '--concurrency',
    '2',
  ];
  const comparing = start(...words);
  await comparing.heard('[1/5]');
  comparing.child.kill('SIGINT');
  const { code, stdout, stderr } = await comparing.ended;
  expect(code).toBe(130);
  expect(stderr).toContain('The same command goes on with the run.');
  expect(stdout).toContain('This is a partial run (canceled).');
  expect(existsSync(join(folder, 'comparison', 'index.html'))).toBe(true);
  expect(tasks()).toBeLessThan(5);

  const finished = await here(...words);
  expect(finished.code).toBe(0);
  expect(finished.stdout).toMatch(/^apiframe +5\/5 /m);
  expect(tasks()).toBe(5);
});

test('a sample that failed is a result, with its code', async () => {
  await using world = await setup();
  const { here, simulator } = world;
  simulator('fal').inject({ name: 'task-fails' });
  const { code, stdout, stderr } = await here(
    ...['compare', 'dawn', '--providers', 'fal', '--repeats', '1'],
  );
  expect(stderr).toContain('[1/1] request-1/fal/1 failed');
  expect(stdout).toMatch(/^fal +0\/1 .*1 generation-failed$/m);
  expect(code).toBe(0);
});

test('a sample in doubt waits for a person, and the same command then goes on with it', async () => {
  await using world = await setup();
  const { here, run, simulator, tasks } = world;
  simulator('fal').inject({ name: 'drop-after-accept', on: 'submit' });
  const words = ['compare', 'dawn', '--providers', 'fal', '--repeats', '1'];
  const held = await here(...words);
  const [, look = '', id = ''] =
    /: vidgate (jobs show (\S+) --ledger \S+)$/m.exec(held.stderr) ?? [];
  expect([held.code, id]).toEqual([3, expect.stringMatching(/^\S+$/)]);
  expect((await here(...look.split(' '))).stdout).toContain('outcome-unknown');

  const [task] = simulator('fal').tasks;
  const ledger = look.split(' ').slice(-2);
  await run('jobs', 'resolve', id, 'adopt', task?.id ?? '', ...ledger);
  const finished = await here(...words);
  expect(finished.stdout).toMatch(/^fal +1\/1 /m);
  expect([finished.code, tasks()]).toEqual([0, 1]);
});
