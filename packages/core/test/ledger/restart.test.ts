import { expect, test } from 'vitest';
import { request, setupWorkers, turns } from './setup-workers.ts';

const soon = 600_000;

test('a job that was only recorded is submitted by the next process', async () => {
  const { start, provider, clock } = await setupWorkers();
  const before = start();
  const { id } = await before.submit(request);
  await before.close();
  const after = start({ drive: true });
  expect(await after.resume()).toBe(1);
  await clock.advance(120_000);
  expect((await after.job(id)).state).toBe('succeeded');
  expect([provider.submits.length, provider.charges]).toEqual([1, 1]);
});

test('a submit whose process died is never sent again: it is unknown, then held', async () => {
  const { start, provider, clock } = await setupWorkers();
  const before = start();
  const { id } = await before.submit(request);
  provider.onNextSubmit({ do: 'hang' });
  void before.advance(id);
  await turns();
  const after = start({ drive: true });
  expect(await after.job(id)).toMatchObject({
    state: 'submitting',
    attempts: [{ state: 'submitting' }],
  });
  await after.resume();
  await clock.advance(80_000);
  expect((await after.job(id)).state).toBe('submitting');
  await clock.advance(60_000);
  expect(await after.job(id)).toMatchObject({
    state: 'held',
    heldReason: 'outcome-unknown',
    attempts: [{ state: 'unknown', error: { code: 'outcome-unknown' } }],
  });
  expect([provider.submits.length, provider.charges]).toEqual([1, 0]);
});

test('a task that runs is followed to its video by the next process', async () => {
  const { start, provider, clock } = await setupWorkers();
  const before = start();
  const { id } = await before.submit(request);
  expect((await before.advance(id)).job.state).toBe('running');
  await before.close();
  const after = start({ drive: true });
  await after.resume();
  await clock.advance(120_000);
  expect(await after.job(id)).toMatchObject({
    state: 'succeeded',
    asset: { url: expect.stringContaining('.mp4') },
  });
  expect([provider.submits.length, provider.charges]).toEqual([1, 1]);
});

test('a held job stays held, and is completed by late evidence in the next process', async () => {
  const { start, provider, clock } = await setupWorkers();
  const before = start();
  const { id } = await before.submit(request);
  provider.onNextSubmit({ do: 'lose-answer' });
  expect((await before.advance(id)).job.state).toBe('held');
  await before.close();
  const after = start({ drive: true });
  await after.resume();
  await clock.advance(soon);
  expect((await after.job(id)).state).toBe('held');
  await after.resolve(id, { action: 'adopt', taskId: provider.tasks[0]?.id ?? '' });
  await clock.advance(120_000);
  expect((await after.job(id)).state).toBe('succeeded');
  expect([provider.submits.length, provider.charges]).toEqual([1, 1]);
});

test('frames given as bytes are still there for the next process', async () => {
  const { start, provider, drive } = await setupWorkers();
  const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3);
  const before = start();
  const { id } = await before.submit({ ...request, startFrame: png });
  await before.close();
  await drive(id, start());
  const sent = provider.submits[0]?.body['startFrame'];
  expect(sent).toBe(`data:image/png;base64,${Buffer.from(png).toString('base64')}`);
});
