import { createGateway, memoryLedger, systemPorts } from '@vidgate/core';
import { createTestClock, fakeProvider } from '@vidgate/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { makeTrailer } from './make-trailer.ts';

const film = { id: 'ridge', pitch: 'dawn breaks over the ridge' };

function setup() {
  const clock = createTestClock();
  const provider = fakeProvider({ clock, runMs: 30_000 });
  const gateway = createGateway({
    providers: [provider],
    ledger: memoryLedger(),
    ports: { ...systemPorts, ...clock },
  });
  onTestFinished(() => gateway.close());
  return { clock, provider, gateway };
}

test('a trailer is ready as soon as its video is, and costs one video', async () => {
  const { clock, provider, gateway } = setup();
  const making = makeTrailer(film, gateway);
  await clock.advance(60_000);
  expect(await making).toMatchObject({ state: 'ready' });
  expect(provider.charges).toBe(1);
});

test('a film that is asked for twice has one trailer', async () => {
  const { clock, provider, gateway } = setup();
  const making = Promise.all([makeTrailer(film, gateway), makeTrailer(film, gateway)]);
  await clock.advance(60_000);
  const [first, second] = await making;
  expect(second).toEqual(first);
  expect(provider.submits).toHaveLength(1);
});

test('a pitch that moderation refuses is told, and costs nothing', async () => {
  const { clock, provider, gateway } = setup();
  provider.onNextSubmit({ do: 'reject', code: 'content-rejected' });
  const making = makeTrailer(film, gateway);
  await clock.advance(0);
  expect(await making).toMatchObject({ state: 'refused' });
  expect(provider.charges).toBe(0);
});

test('a trailer whose order got no answer is in doubt, until a person finds its task', async () => {
  const { clock, provider, gateway } = setup();
  provider.onNextSubmit({ do: 'lose-answer' });
  const making = makeTrailer(film, gateway);
  await clock.advance(0);
  const { state, jobId } = await making;
  expect(state).toBe('in-doubt');

  const taskId = provider.tasks[0]?.id ?? '';
  await gateway.resolve(jobId, { action: 'adopt', taskId });
  await clock.advance(60_000);
  expect(await makeTrailer(film, gateway)).toEqual({ state: 'ready', jobId });
  expect(provider.charges).toBe(1);
});
