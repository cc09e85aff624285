import type { ErrorCode, GatewaySettings } from '@vidgate/core';
import { createGateway, memoryLedger, VideoGatewayError } from '@vidgate/core';
import type { FakeProvider, FakeProviderSettings } from '@vidgate/testkit';
import { expect, test } from 'vitest';
import { setupGateway } from './setup-gateway.ts';

const request = { prompt: 'dawn breaks over the ridge' };
const second = 1_000;
const minute = 60_000;
const hour = 60 * minute;

/** A provider at $0.30 and one at $0.40. */
function setup(
  { own = {}, alone = false }: { own?: FakeProviderSettings; alone?: boolean } = {},
  settings: Partial<GatewaySettings> = {},
) {
  const world = setupGateway(
    (make) => [
      make({ id: 'first', usd: { 5: 0.3 }, ...own }),
      ...(alone ? [] : [make({ id: 'second', usd: { 5: 0.4 } })]),
    ],
    settings,
  );
  const { gateway, clock, providers } = world;
  const [first] = providers;
  if (first === undefined) throw new Error('a test needs a provider');
  return {
    ...world,
    first,
    submits: () => providers.map((provider) => provider.submits.length),
    /** Submits so many jobs, one after the other, and lets them be sent. */
    async send(count: number): Promise<void> {
      for (let index = 0; index < count; index += 1) {
        await gateway.submit(request);
        await clock.advance(10);
      }
    },
    standing: async () => (await gateway.health())[0]?.standing,
  };
}

/** Lets the next submit be refused; it does not count as arrived. A missing key has no status. */
function refuseNext(provider: FakeProvider, code: ErrorCode, status?: number): void {
  const { submit } = provider;
  const refuse = async (): Promise<never> => {
    Object.assign(provider, { submit });
    const message = `${provider.id} says ${status}`;
    throw new VideoGatewayError({ code, status, provider: provider.id, message });
  };
  Object.assign(provider, { submit: refuse });
}

function withoutFreeCalls(provider: FakeProvider): void {
  Object.assign(provider, { account: {} });
}

test.each([
  ['authentication', 401],
  ['insufficient-balance', 402],
] as const)(
  'a submit refused with %s rests the provider for an hour, for all jobs',
  async (code, status) => {
    const { first, clock, send, submits, standing } = setup();
    withoutFreeCalls(first);
    refuseNext(first, code, status);
    await send(3);
    expect(submits()).toEqual([0, 3]);
    expect(await standing()).toMatchObject({
      reason: 'resting',
      until: clock.now() - 30 + hour,
      message: `first rests because its account needs a person: first says ${status}`,
    });
    await clock.advance(hour - minute);
    await send(1);
    expect(submits()).toEqual([0, 4]);
    await clock.advance(minute);
    await send(1);
    expect(submits()).toEqual([1, 4]);
  },
);

test('a person who has seen to the account restores it at once', async () => {
  const { first, gateway, send, submits, standing } = setup();
  refuseNext(first, 'authentication', 401);
  await send(2);
  await gateway.restore('first');
  expect(await standing()).toBeUndefined();
  await send(1);
  expect(submits()).toEqual([1, 2]);
});

test('a key that is taken again ends the rest within a minute or so of jobs', async () => {
  const { first, clock, send, submits } = setup();
  refuseNext(first, 'authentication', 401);
  await send(2);
  await clock.advance(minute);
  // The first of these lets the free call be made.
  await send(2);
  expect(submits()[0]).toBeGreaterThanOrEqual(1);
  expect(submits()[1]).toBeLessThanOrEqual(3);
});

test('an account that was refused for its money rests until there is more', async () => {
  const { first, clock, send, submits } = setup();
  await send(1);
  refuseNext(first, 'insufficient-balance', 402);
  await send(1);
  await clock.advance(10 * minute);
  await send(2);
  expect(submits()).toEqual([1, 3]);
  first.balanceUsd = 200;
  await clock.advance(2 * minute);
  await send(3);
  expect(submits()[0]).toBeGreaterThan(1);
});

test('a key that is missing in this process rests the provider for nobody', async () => {
  const { first, send, submits, standing } = setup();
  refuseNext(first, 'authentication');
  await send(2);
  expect(submits()).toEqual([1, 1]);
  expect(await standing()).toBeUndefined();
});

test('a key that a free call finds to be wrong rests the provider before a submit is refused', async () => {
  const { send, submits, standing, first } = setup();
  const message = 'first does not know this key';
  const balance = async (): Promise<never> => {
    throw new VideoGatewayError({
      code: 'authentication',
      status: 401,
      provider: 'first',
      message,
    });
  };
  Object.assign(first, { account: { balance } });
  await send(2);
  expect(submits()).toEqual([0, 2]);
  expect(await standing()).toMatchObject({
    reason: 'resting',
    message: `first rests because its account needs a person: ${message}`,
  });
});

test('a provider that a person rests gets no new work until it is restored', async () => {
  const { gateway, clock, send, submits, standing } = setup();
  await gateway.rest('first', { why: 'its invoice is disputed' });
  await send(2);
  await clock.advance(24 * hour);
  await send(1);
  expect(submits()).toEqual([0, 3]);
  expect(await standing()).toMatchObject({
    reason: 'resting',
    message: 'first rests: its invoice is disputed',
  });
  await gateway.restore('first');
  await send(1);
  expect(submits()).toEqual([1, 3]);
});

test('a rest for a time ends by itself', async () => {
  const { gateway, clock, send, submits } = setup();
  await gateway.rest('first', { forMs: 10 * minute });
  await clock.advance(10 * minute - second);
  await send(1);
  await clock.advance(second);
  await send(1);
  expect(submits()).toEqual([1, 1]);
});

test('what runs at a provider that is rested is still followed to its video', async () => {
  const { gateway, clock, send } = setup();
  await send(1);
  await gateway.rest('first');
  await clock.advance(minute);
  const [job] = (await gateway.jobs()).jobs;
  expect(job).toMatchObject({ state: 'succeeded', attempts: [{ provider: 'first' }] });
});

test('a job whose only provider rests waits, and goes on once it is restored', async () => {
  const { gateway, clock, send, submits } = setup({ alone: true });
  await gateway.rest('first');
  await send(1);
  await clock.advance(5 * minute);
  expect(submits()).toEqual([0]);
  await gateway.restore('first');
  await clock.advance(2 * minute);
  expect((await gateway.jobs()).jobs).toMatchObject([{ state: 'succeeded' }]);
});

test('a rest by hand outlives a restart, and so does restoring', async () => {
  const ledger = memoryLedger();
  const { gateway, clock, providers, submits } = setup({}, { ledger });
  await gateway.rest('first');
  const restart = (name: string) => {
    let ids = 0;
    const newId = (): string => {
      ids += 1;
      return `${name}-${ids}`;
    };
    return createGateway({ providers, ledger, ports: { ...clock, random: () => 0.5, newId } });
  };
  await restart('next').submit(request);
  await clock.advance(second);
  expect(submits()).toEqual([0, 1]);
  await restart('other').restore('first');
  await restart('last').submit(request);
  await clock.advance(second);
  expect(submits()).toEqual([1, 1]);
});

test.each(['rest', 'restore'] as const)(
  '%s of a provider that there is not is refused',
  async (how) => {
    const { gateway } = setup();
    await expect(gateway[how]('third')).rejects.toMatchObject({
      code: 'invalid-request',
      message: 'provider: got "third"; configured: first, second',
    });
  },
);

test('a provider that asks to wait gets no submit of any job until then', async () => {
  const { first, clock, gateway, send, submits, standing } = setup({ alone: true });
  first.onNextSubmit({ do: 'reject', code: 'rate-limited', retryAfterMs: 50 * second });
  await send(4);
  expect(await standing()).toMatchObject({ reason: 'rate-limited' });
  await clock.advance(49 * second);
  expect(submits()).toEqual([1]);
  await clock.advance(5 * minute);
  const { jobs } = await gateway.jobs();
  expect(jobs.map(({ state }) => state)).toEqual(new Array(4).fill('succeeded'));
  // Being asked to wait is no failed attempt.
  expect(submits()).toEqual([5]);
});

test.each([
  ['price waits for it', {}, [1, 0]],
  ['price without patience does not', { patienceMs: 0 }, [1, 4]],
  ['availability does not', { sort: 'availability' }, [1, 4]],
  ['balanced waits where a wait is worth less than the difference', { sort: 'balanced' }, [1, 0]],
  [
    'balanced does not where time is dear',
    { sort: 'balanced', valueOfTimeUsdPerSecond: 0.05 },
    [1, 4],
  ],
] as const)('of a provider that is paused for 20 s, %s', async (_what, routing, expected) => {
  const { first, send, submits } = setup({}, { routing });
  first.onNextSubmit({ do: 'reject', code: 'rate-limited', retryAfterMs: 20 * second });
  await send(4);
  expect(submits()).toEqual(expected);
});

test('no longer than its patience does price wait', async () => {
  const { first, clock, send, submits } = setup({}, { routing: { patienceMs: 30 * second } });
  first.onNextSubmit({ do: 'reject', code: 'rate-limited', retryAfterMs: 31 * second });
  await send(2);
  expect(submits()).toEqual([1, 2]);
  await clock.advance(minute);
  first.onNextSubmit({ do: 'reject', code: 'rate-limited', retryAfterMs: 29 * second });
  await send(1);
  expect(submits()).toEqual([2, 2]);
});

test('an account that cannot pay for a video is left out before a submit is refused', async () => {
  const { gateway, clock, first, send, submits } = setup({ own: { balanceUsd: 0.7 } });
  await send(4);
  // $0.10 is left after two; no third one was tried.
  expect(submits()).toEqual([2, 2]);
  const { excluded } = await gateway.plan(request);
  expect(excluded).toMatchObject([
    {
      provider: 'first',
      reason: 'low-balance',
      message: 'The account at first does not hold enough for this video: add money to it.',
    },
  ]);
  first.balanceUsd = 100;
  await clock.advance(6 * minute);
  await gateway.plan(request);
  await send(1);
  expect(submits()).toEqual([3, 2]);
});

test('an account that was empty from the start gets no submit at all', async () => {
  const { send, submits, gateway } = setup({ own: { balanceUsd: 0.29 } });
  await send(2);
  expect(submits()).toEqual([0, 2]);
  expect((await gateway.health())[0]?.balance?.usdMicros).toBe(290_000);
});

test('what came back for a failed task counts once the balance is read again', async () => {
  const { clock, first, send, submits } = setup({ own: { balanceUsd: 0.3 } });
  first.onNextPoll({ do: 'fail', code: 'generation-failed' });
  await send(1);
  await clock.advance(minute);
  expect(submits()).toEqual([1, 1]);
  await clock.advance(6 * minute);
  await send(1);
  await send(1);
  expect(submits()[0]).toBe(2);
});
