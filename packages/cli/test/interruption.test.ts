import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { setup } from './run-vidgate.ts';

// Processes take a while to start on a machine that is busy.
vi.setConfig({ testTimeout: 20_000 });

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
