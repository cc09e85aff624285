import type { PreparedSubmit } from '@vidgate/core';
import { createGateway, memoryLedger, VideoGatewayError } from '@vidgate/core';
import type { FakeProvider } from '@vidgate/testkit';
import { expect, test } from 'vitest';
import { setupGateway } from './setup-gateway.ts';

const request = { prompt: 'dawn breaks over the ridge' };

/** Lets a test decide when each submit of a provider is answered. */
function holdSubmits(provider: FakeProvider) {
  const held: ((late?: VideoGatewayError) => void)[] = [];
  const submit = provider.submit.bind(provider);
  Object.assign(provider, {
    async submit(prepared: PreparedSubmit) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      held.push((late) => (late === undefined ? resolve() : reject(late)));
      await promise;
      return await submit(prepared);
    },
  });
  return held;
}

test('a late refusal of the original leaves a replay its chance', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [
    make({ id: 'first', usd: { 5: 0.3 }, traits: { idempotentSubmit: { windowMs: 86_400_000 } } }),
    make({ id: 'second', usd: { 5: 0.4 } }),
  ]);
  const [first] = providers;
  if (first === undefined) throw new Error('no provider');
  const held = holdSubmits(first);
  const { id } = await gateway.submit(request);
  await clock.advance(95_000);
  // The lease is over; another caller finds the attempt in doubt and replays it.
  const replaying = gateway.advance(id);
  await clock.advance(1);
  held[0]?.(new VideoGatewayError({ code: 'rate-limited', message: 'too many' }));
  await clock.advance(1);
  expect((await gateway.job(id)).attempts).toMatchObject([{ state: 'unknown' }]);
  held[1]?.();
  await replaying;
  await clock.advance(120_000);
  expect(await gateway.job(id)).toMatchObject({ state: 'succeeded', attempts: [{}] });
  expect(providers.map(({ charges }) => charges)).toEqual([1, 0]);
});

test('a task that turns up after its attempt was ended is never passed over in silence', async () => {
  const { gateway, clock, providers, updates } = setupGateway((make) => [
    make({ id: 'first', usd: { 5: 0.3 } }),
    make({ id: 'second', usd: { 5: 0.4 } }),
  ]);
  const [first] = providers;
  if (first === undefined) throw new Error('no provider');
  const held = holdSubmits(first);
  const { id } = await gateway.submit(request);
  await clock.advance(95_000);
  expect((await gateway.advance(id)).job.state).toBe('held');
  await gateway.resolve(id, { action: 'no-task' });
  held[0]?.();
  await clock.advance(60_000);
  const recovered = updates.find(({ event }) => event.type === 'attempt-recovered');
  const recoveredAs = (await gateway.job(id)).attempts[0]?.recoveredAs ?? '';
  expect(recovered?.event).toMatchObject({ recoveredAs });
  expect(await gateway.job(recoveredAs)).toMatchObject({
    state: 'succeeded',
    recovers: { jobId: id },
    attempts: [{ provider: 'first', task: { id: first.tasks[0]?.id } }],
  });
});

test('an answer that is slow, but in time, is waited for', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [
    make({ id: 'only', traits: { submitTimeoutMs: 120_000 } }),
  ]);
  providers[0]?.onNextSubmit({ do: 'accept', afterMs: 119_000 });
  const { id } = await gateway.submit(request);
  await clock.advance(118_000);
  expect((await gateway.advance(id)).job.attempts).toMatchObject([{ state: 'submitting' }]);
  await clock.advance(1_000);
  expect((await gateway.job(id)).attempts).toMatchObject([{ state: 'accepted' }]);
});

test('an intent that took too long to record is not sent', async () => {
  const inner = memoryLedger();
  const { gateway, clock, providers } = setupGateway((make) => [make({ id: 'only' })], {
    ledger: {
      shared: false,
      load: (jobId) => inner.load(jobId),
      find: (topic, query) => inner.find(topic, query),
      close: () => inner.close(),
      async commit(change) {
        const slow = 'events' in change && change.events[0]?.type === 'attempt-intended';
        await inner.commit(change);
        if (slow && providers[0]?.submits.length === 0 && clock.now() < sleptUntil) {
          await new Promise<void>((resolve) => clock.setTimer(resolve, 40_000));
        }
      },
    },
  });
  const sleptUntil = clock.now() + 30_000;
  const { id } = await gateway.submit(request);
  await clock.advance(45_000);
  const { attempts } = await gateway.job(id);
  expect(attempts).toMatchObject([
    {
      state: 'rejected',
      error: { charged: 'no', message: expect.stringContaining('Nothing was') },
    },
    { state: 'accepted' },
  ]);
  // Only the second attempt was ever sent.
  const sent = providers[0]?.submits.map(({ headers }) => headers['idempotency-key']);
  expect(sent).toEqual([attempts[1]?.id]);
});

test('close waits for a submit that somebody else drives, and a second close for the first', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [make({})], { drive: false });
  const [provider] = providers;
  if (provider === undefined) throw new Error('no provider');
  const held = holdSubmits(provider);
  const { id } = await gateway.submit(request);
  const advancing = gateway.advance(id);
  await clock.advance(1);
  let closed = 0;
  const closing = [gateway.close(), gateway.close()].map((close) =>
    close.then(() => (closed += 1)),
  );
  await clock.advance(1_000);
  expect(closed).toBe(0);
  held[0]?.();
  await Promise.all([advancing, ...closing]);
  expect(await gateway.job(id)).toMatchObject({ state: 'running', attempts: [{ task: {} }] });
});

test('resume ends, however many jobs there are', async () => {
  const ledger = memoryLedger();
  const { gateway, providers } = setupGateway((make) => [make({})], { ledger });
  await Promise.all(Array.from({ length: 250 }, () => gateway.submit(request)));
  expect(await gateway.resume()).toBe(0);
  await gateway.close();
  const next = createGateway({ providers, ledger });
  expect(await next.resume()).toBe(250);
  await next.close();
});

test('a webhook that breaks off, or a ledger out of reach, is answered and not thrown', async () => {
  const inner = memoryLedger();
  const { gateway } = setupGateway((make) => [make({})], {
    ledger: {
      shared: false,
      find: (topic, query) => inner.find(topic, query),
      commit: (change) => inner.commit(change),
      close: () => inner.close(),
      load: async () => {
        throw new VideoGatewayError({ code: 'ledger-unavailable', message: 'busy' });
      },
    },
  });
  const delivery = new Request('https://me.example/hooks/job.token', {
    method: 'POST',
    body: '{}',
  });
  expect((await gateway.handleWebhook(delivery)).status).toBe(503);
});
