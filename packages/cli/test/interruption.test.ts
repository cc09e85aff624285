import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { setup } from './run-vidgate.ts';

// Processes take a while to start on a machine that is busy.
vi.setConfig({ testTimeout: 60_000 });

const jobIn = (stderr: string): string => /^job (\S+)$/m.exec(stderr)?.[1] ?? 'none';

test.concurrent.each(['SIGINT', 'SIGTERM'] as const)(
  '%s during generate tells the job, and jobs wait finishes it with one charge',
  async (signal) => {
    await using world = await setup(600);
    const { folder, start, run, sandbox, tasks } = world;
    const generating = start('generate', 'dawn', '--out', 'dawn.mp4');
    await generating.heard('accepted it as task');
    generating.child.kill(signal);
    const { code, stderr, stdout } = await generating.ended;
    const id = jobIn(stderr);
    expect(stderr).toContain(`interrupted: job ${id} goes on at its vendor`);
    expect(stderr).toContain(`vidgate jobs wait ${id} --out ${join(folder, 'dawn.mp4')}`);
    expect([code, stdout]).toEqual([130, '']);
    expect(existsSync(join(folder, 'dawn.mp4'))).toBe(false);

    const waited = await run('jobs', 'wait', id, '--out', 'dawn.mp4');
    expect(waited.code).toBe(0);
    expect(existsSync(join(folder, 'dawn.mp4'))).toBe(true);
    expect(tasks()).toBe(1);
    expect(sandbox.vendors.reduce((sum, { simulator }) => sum + simulator.bill.charges, 0)).toBe(1);
  },
);

test.concurrent('a submit that is under way is waited for before the command ends', async () => {
  await using world = await setup();
  const { start, here, simulator, tasks } = world;
  simulator('fal').inject({ name: 'slow', delayMs: 400, on: 'submit' });
  const generating = start('generate', 'dawn', '--only', 'fal');
  await generating.heard('fal ($0.35, exact)');
  generating.child.kill('SIGINT');
  const { code, stderr } = await generating.ended;
  expect(code).toBe(130);
  const waited = await here('jobs', 'wait', jobIn(stderr), '--json');
  expect(JSON.parse(waited.stdout).job).toMatchObject({ state: 'succeeded' });
  expect(tasks()).toBe(1);
});

test.concurrent('a second Ctrl-C leaves at once, although a submit is under way', async () => {
  await using world = await setup();
  const { start, simulator } = world;
  simulator('fal').inject({ name: 'hang', on: 'submit' });
  const generating = start('generate', 'dawn', '--only', 'fal');
  await generating.heard('fal ($0.35, exact)');
  generating.child.kill('SIGINT');
  await generating.heard('interrupted: job');
  // Two signals within half a second count as one, so the second may have to be said again.
  const again = setInterval(() => generating.child.kill('SIGINT'), 100);
  const { code, stderr } = await generating.ended.finally(() => clearInterval(again));
  expect(stderr).toMatch(/To finish it: vidgate jobs wait \S+/);
  expect(code).toBe(130);
});

test.concurrent('jobs wait goes on with the job that it is told, and with no other', async () => {
  await using world = await setup(400);
  const { start, here, simulator, tasks } = world;
  const ids: string[] = [];
  for (const vendor of ['fal', 'aimlapi'] as const) {
    const generating = start('generate', 'dawn', '--only', vendor);
    await generating.heard('accepted it as task');
    generating.child.kill('SIGINT');
    ids.push(jobIn((await generating.ended).stderr));
  }
  const [first = '', second = ''] = ids;
  const looks = (): number =>
    simulator('aimlapi').requests.filter(({ operation }) => operation === 'poll').length;
  const before = looks();
  expect((await here('jobs', 'wait', first)).code).toBe(0);
  const shown = JSON.parse((await here('jobs', 'show', second, '--json')).stdout);
  expect([shown.job.state, looks()]).toEqual(['running', before]);
  expect((await here('jobs', 'wait', second)).code).toBe(0);
  expect(tasks()).toBe(2);
});

test.concurrent('a reader that is gone, such as head, does not end the command', async () => {
  await using world = await setup();
  const { start, folder } = world;
  const generating = start('generate', 'dawn', '--out', 'dawn.mp4');
  generating.child.stdout.destroy();
  const { code, stderr } = await generating.ended;
  expect(stderr).not.toContain('EPIPE');
  expect(code).toBe(0);
  expect(existsSync(join(folder, 'dawn.mp4'))).toBe(true);
});
