import type { FakeProvider, FakeProviderSettings } from '@vidgate/testkit';
import { expect, test } from 'vitest';
import { setupGateway } from './setup-gateway.ts';

const request = { prompt: 'dawn breaks over the ridge' };
const model = 'kling-2.5-turbo-pro';
const second = 1_000;
const minute = 60_000;

type Make = (settings: FakeProviderSettings) => FakeProvider;

/** A provider at $0.30 and one at $0.40. */
const two = (make: Make): FakeProvider[] => [
  make({ id: 'first', usd: { 5: 0.3 } }),
  make({ id: 'second', usd: { 5: 0.4 } }),
];
const one = (make: Make): FakeProvider[] => [make({ id: 'first', usd: { 5: 0.3 } })];

function setup(makeProviders: (make: Make) => FakeProvider[] = two) {
  const world = setupGateway(makeProviders);
  const { gateway, clock, providers } = world;
  const [first] = providers;
  if (first === undefined) throw new Error('a test needs a provider');
  return {
    ...world,
    first,
    /** How many submits have arrived at each. */
    submits: () => providers.map((provider) => provider.submits.length),
    /** Submits so many jobs, one after the other, and lets them be sent. */
    async send(count: number): Promise<void> {
      for (let index = 0; index < count; index += 1) {
        await gateway.submit(request);
        await clock.advance(10);
      }
    },
    /** What the gateway says of the first provider's model. */
    async report() {
      const [provider] = await gateway.health();
      return { ...provider, model: provider?.models.find((found) => found.model === model) };
    },
  };
}

/** Counts the free calls of a provider, which answer as a test says. */
function withBalance(
  provider: FakeProvider,
  balance: () => Promise<{ readonly usdMicros: number }>,
): FakeProvider & { readonly balanceCalls: () => number } {
  let calls = 0;
  return Object.assign(provider, {
    account: {
      balance: () => {
        calls += 1;
        return balance();
      },
    },
    balanceCalls: () => calls,
  });
}

const rich = async (): Promise<{ readonly usdMicros: number }> => ({ usdMicros: 100_000_000 });

test('an answer that is lost keeps all jobs away', async () => {
  const { first, clock, send, submits, report } = setup();
  first.onNextSubmit({ do: 'lose-answer' });
  await send(4);
  expect(submits()).toEqual([1, 3]);
  expect((await report()).model).toMatchObject({
    breaker: { state: 'open', openings: 1 },
    standing: { reason: 'circuit-open', message: expect.stringMatching(/first gave no answer/) },
  });
  await clock.advance(29 * second);
  await send(1);
  expect(submits()).toEqual([1, 4]);
});

test('it closes through a free call and one job; the others wait for what comes of it', async () => {
  const checked: { calls?: () => number } = {};
  const { first, clock, gateway, send, submits, report } = setup((make) => {
    const provider = withBalance(make({ id: 'first', usd: { 5: 0.3 } }), rich);
    checked.calls = provider.balanceCalls;
    return [provider];
  });
  first.onNextSubmit({ do: 'lose-answer' }, { do: 'accept', afterMs: 8 * second });
  await send(5);
  const before = checked.calls?.() ?? 0;
  await clock.advance(29 * second);
  expect(submits()).toEqual([1]);
  await clock.advance(2 * second);
  expect(checked.calls?.()).toBe(before + 1);
  // The job that tries it has been sent; its answer takes 8 s.
  await clock.advance(6 * second);
  expect(submits()).toEqual([2]);
  expect((await report()).model?.breaker?.state).toBe('tried');
  await clock.advance(10 * second);
  expect(submits()).toEqual([5]);
  expect((await report()).model?.breaker?.state).toBe('closed');
  await clock.advance(minute);
  const { jobs } = await gateway.jobs();
  const states = jobs.map(({ state }) => state);
  expect(states.toSorted()).toEqual(['held', ...new Array(4).fill('succeeded')]);
});

test('a trial that is lost too opens it again, for twice as long', async () => {
  const { first, clock, send, submits, report } = setup(one);
  first.onNextSubmit({ do: 'lose-answer' }, { do: 'lose-answer' });
  await send(4);
  await clock.advance(40 * second);
  expect(submits()).toEqual([2]);
  expect((await report()).model?.breaker).toMatchObject({ state: 'open', openings: 2 });
  await clock.advance(45 * second);
  expect(submits()).toEqual([2]);
  await clock.advance(20 * second);
  expect(submits()).toEqual([4]);
});

test('as long as the free call fails nothing paid is sent', async () => {
  let isDown = false;
  const { first, clock, send, submits } = setup((make) => [
    withBalance(make({ id: 'first', usd: { 5: 0.3 } }), async () => {
      if (isDown) throw new Error('no route to the vendor');
      return await rich();
    }),
  ]);
  first.onNextSubmit({ do: 'lose-answer' });
  await send(3);
  isDown = true;
  await clock.advance(4 * minute);
  expect(submits()).toEqual([1]);
  isDown = false;
  await clock.advance(5 * minute);
  expect(submits()).toEqual([3]);
});

test('where there is no free call one job tries it at once', async () => {
  const { first, clock, send, submits } = setup((make) => [
    Object.assign(make({ id: 'first', usd: { 5: 0.3 } }), { account: {} }),
  ]);
  first.onNextSubmit({ do: 'lose-answer' }, { do: 'accept', afterMs: 8 * second });
  await send(4);
  await clock.advance(35 * second);
  expect(submits()).toEqual([2]);
  await clock.advance(15 * second);
  expect(submits()).toEqual([4]);
});

test('a trial is for one job, also where none of those that looked takes it', async () => {
  const { first, gateway, clock, submits } = setup(two);
  first.onNextSubmit({ do: 'lose-answer' });
  await gateway.submit(request);
  await clock.advance(40 * second);
  // Plans only look: a trial that a plan took would be nobody's for a minute.
  for (let index = 0; index < 5; index += 1) await gateway.plan(request);
  await clock.advance(second);
  await gateway.submit(request);
  await clock.advance(second);
  expect(submits()).toEqual([2, 0]);
});

test('five refused in a row keep all jobs away, four do not', async () => {
  const { first, send, submits, report } = setup();
  const refusal = { do: 'reject', code: 'unavailable' } as const;
  first.onNextSubmit(refusal, refusal, refusal, refusal, refusal);
  await send(4);
  expect(submits()).toEqual([4, 4]);
  expect((await report()).model).not.toHaveProperty('standing');
  await send(2);
  expect(submits()).toEqual([5, 6]);
  expect((await report()).model?.standing).toMatchObject({
    reason: 'circuit-open',
    message: 'first is out of order: first refused: unavailable',
  });
});

test('refusals that are not in a row do not keep jobs away', async () => {
  const { first, send, submits } = setup();
  const refusal = { do: 'reject', code: 'network' } as const;
  const four = [refusal, refusal, refusal, refusal];
  first.onNextSubmit(...four, { do: 'accept' }, ...four);
  await send(10);
  expect(submits()).toEqual([10, 8]);
});

test.each(['invalid-request', 'content-rejected', 'unsupported'] as const)(
  '%s five times says nothing of the provider',
  async (code) => {
    const { first, send, submits, report } = setup();
    const refusal = { do: 'reject', code } as const;
    first.onNextSubmit(refusal, refusal, refusal, refusal, refusal);
    await send(6);
    expect(submits()[0]).toBe(6);
    expect((await report()).model).toMatchObject({ odds: expect.closeTo(0.97, 2) });
  },
);

test('a provider that does not answer a submit gets no more of them until it does', async () => {
  const { first, clock, send, submits, report } = setup();
  first.onNextSubmit({ do: 'accept', afterMs: 40 * second });
  await send(1);
  await clock.advance(8 * second);
  await send(1);
  expect(submits()).toEqual([2, 0]);
  await clock.advance(2 * second);
  await send(2);
  expect(submits()).toEqual([2, 2]);
  await clock.advance(31 * second);
  await send(1);
  expect(submits()).toEqual([3, 2]);
  expect((await report()).model).not.toHaveProperty('breaker');
});

test('tasks that fail minutes later lower the odds and open nothing', async () => {
  const { first, clock, send, report } = setup(one);
  const before = (await report()).model?.odds ?? 0;
  for (let count = 0; count < 6; count += 1) {
    first.onNextPoll({ do: 'fail', code: 'generation-failed' });
    await send(1);
    await clock.advance(minute);
  }
  const { model: after } = await report();
  expect(after?.odds).toBeLessThan(before / 2);
  expect(after).not.toHaveProperty('breaker');
  expect(after).not.toHaveProperty('standing');
});

test('under availability jobs go to the one that has not failed lately', async () => {
  const { gateway, first, clock, submits } = setup();
  const options = { routing: { sort: 'availability' } } as const;
  first.onNextPoll({ do: 'fail', code: 'generation-failed' });
  await gateway.submit(request, options);
  await clock.advance(2 * minute);
  expect(submits()).toEqual([1, 1]);
  await gateway.submit(request, options);
  await clock.advance(second);
  expect(submits()).toEqual([1, 2]);
});

test('each attempt of a job says why its provider was chosen, and why it ended', async () => {
  const { gateway, clock, providers } = setup((make) => [
    make({ id: 'first', usd: { 5: 0.3 } }),
    make({ id: 'second', usd: { 5: 0.4 } }),
    make({ id: 'third', usd: { 5: 0.5 } }),
  ]);
  providers[0]?.onNextSubmit({ do: 'reject', code: 'unsupported' });
  providers[1]?.onNextPoll({ do: 'fail', code: 'generation-failed', message: 'the GPU is gone' });
  const { id } = await gateway.submit(request);
  await clock.advance(3 * minute);
  const { attempts } = await gateway.job(id);
  expect(attempts.map(({ provider, why, error }) => [provider, why, error?.message])).toEqual([
    ['first', 'the cheapest', 'first refused: unsupported'],
    ['second', 'the cheapest', 'the GPU is gone'],
    ['third', 'the only one that can take it', undefined],
  ]);
});

test('lost answers that are few among many keep a provider away for half a minute each', async () => {
  const { first, clock, send, report } = setup();
  for (let round = 0; round < 4; round += 1) {
    first.onNextSubmit({ do: 'lose-answer' });
    await send(1);
    expect((await report()).model).toMatchObject({ breaker: { state: 'open', openings: 1 } });
    await clock.advance(minute);
    await send(21);
    expect((await report()).model).toMatchObject({ breaker: { state: 'closed' } });
  }
});

test('what was sent before a doubt and is answered after it does not let more through', async () => {
  const { first, clock, send, submits, report } = setup();
  first.onNextSubmit({ do: 'accept', afterMs: 2 * second }, { do: 'lose-answer' });
  await send(2);
  await clock.advance(5 * second);
  expect((await report()).model).toMatchObject({ breaker: { state: 'open' } });
  await send(3);
  expect(submits()).toEqual([2, 3]);
});

test.each([
  ['that can be sent again for free', { traits: { idempotentSubmit: { windowMs: 3_600_000 } } }, 0],
  ['after twenty answers', {}, 20],
])('a doubt %s keeps nobody away once something else is answered', async (_what, more, before) => {
  const { first, clock, send, report } = setup((make) => [
    make({ id: 'first', usd: { 5: 0.3 }, ...more }),
    make({ id: 'second', usd: { 5: 0.4 } }),
  ]);
  await send(before);
  first.onNextSubmit({ do: 'accept', afterMs: 2 * second }, { do: 'lose-answer' });
  await send(2);
  await clock.advance(3 * second);
  expect((await report()).model).toMatchObject({ breaker: { state: 'closed' } });
});

test('after a second doubt in a row it is tried only where nobody else can be asked', async () => {
  const { first, gateway, clock, send, submits } = setup();
  first.onNextSubmit({ do: 'lose-answer' }, { do: 'lose-answer' });
  await send(1);
  await clock.advance(40 * second);
  await send(1);
  expect(submits()).toEqual([2, 0]);
  await clock.advance(80 * second);
  await send(2);
  expect(submits()).toEqual([2, 2]);
  const { candidates } = await gateway.plan(request);
  expect(candidates.map(({ provider, why }) => [provider, why])).toEqual([
    ['second', 'the cheapest of those that answer'],
    ['first', 'asked only where nobody else can be, because its last submits came to nothing'],
  ]);
  await gateway.submit(request, { routing: { only: ['first'] } });
  await clock.advance(second);
  expect(submits()).toEqual([3, 2]);
  await send(1);
  expect(submits()).toEqual([4, 2]);
});
