import { expect, test, vi } from 'vitest';
import { setup } from './run-vidgate.ts';

// Processes take a while to start on a machine that is busy.
vi.setConfig({ testTimeout: 60_000 });

test.concurrent('a job in doubt is held with its own exit code, and adopted without a second charge', async () => {
  await using world = await setup();
  const { run, here, simulator, tasks } = world;
  simulator('fal').inject({ name: 'drop-after-accept', on: 'submit' });
  const held = await run('generate', 'dawn', '--only', 'fal', '--json');
  const { job } = JSON.parse(held.stdout);
  expect(job).toMatchObject({ state: 'held', heldReason: 'outcome-unknown' });
  expect(held.code).toBe(3);

  const listed = await here('jobs', 'list', '--held');
  expect(listed.stdout).toContain('held (outcome-unknown)');
  expect(listed.code).toBe(3);
  expect((await here('jobs', 'export', '--held')).code).toBe(3);
  const shown = await here('jobs', 'show', job.id);
  expect(shown.stdout).toContain(`vidgate jobs resolve ${job.id} adopt TASK`);

  const [task] = simulator('fal').tasks;
  const resolved = await run('jobs', 'resolve', job.id, 'adopt', task?.id ?? '');
  expect(resolved.stdout).toContain(`vidgate jobs wait ${job.id}`);
  expect(resolved.code).toBe(0);
  const waited = await run('jobs', 'wait', job.id);
  expect(waited.stdout).toContain(`${job.id} succeeded`);
  expect(waited.code).toBe(0);
  expect(tasks()).toBe(1);
  expect((await here('jobs', 'list', '--held')).code).toBe(0);
});

test.concurrent('a failed job is exit code 1 and says why', async () => {
  await using world = await setup();
  const { here, simulator } = world;
  simulator('fal').inject({ name: 'task-fails', message: 'the lake is closed' });
  const { code, stdout } = await here('generate', 'dawn', '--only', 'fal');
  expect(stdout).toContain('failed');
  expect(stdout).toContain('the lake is closed');
  expect(code).toBe(1);
});

test.concurrent('what nobody offers, or is too dear, is exit code 4 and sends no submit', async () => {
  await using world = await setup();
  const { here, tasks } = world;
  const unoffered = await here('generate', 'dawn', '--duration', '7');
  expect(unoffered.stderr).toContain('apixo offers 5 or 10 s, not 7 s');
  const dear = await here('generate', 'dawn', '--max-usd', '0.01');
  expect(dear.stderr).toContain('maxUsd $0.01');
  expect([unoffered.code, dear.code, tasks()]).toEqual([4, 4, 0]);
});

test.concurrent('a video that cannot be saved is not lost: the message says how to try again', async () => {
  await using world = await setup();
  const { here, simulator } = world;
  simulator('fal').inject({ name: 'result-gone', times: Number.POSITIVE_INFINITY });
  const { code, stderr } = await here('generate', 'dawn', '--only', 'fal', '--out', 'dawn.mp4');
  expect(stderr).toMatch(/vidgate jobs wait \S+ --out \S+dawn\.mp4/);
  expect(code).toBe(1);
  simulator('fal').clearFaults();
  const id = /^job (\S+)$/m.exec(stderr)?.[1] ?? '';
  expect((await here('jobs', 'wait', id, '--out', 'dawn.mp4')).stdout).toContain('dawn.mp4');
});
