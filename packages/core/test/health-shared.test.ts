import type { Gateway, GatewaySettings, GatewayUpdate } from '@vidgate/core';
import { createGateway, VideoGatewayError } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import type { FakeProvider, FakeProviderSettings, TestClock } from '@vidgate/testkit';
import { createTestClock, fakeProvider } from '@vidgate/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFile } from './ledger/temporary-file.ts';

const request = { prompt: 'dawn breaks over the ridge' };
const second = 1_000;
const minute = 60_000;

interface Process {
  readonly gateway: Gateway;
  /** The types of what it told of providers, in order. */
  readonly heard: string[];
}

interface World {
  readonly clock: TestClock;
  readonly providers: readonly FakeProvider[];
  readonly first: FakeProvider;
  readonly start: (settings?: Partial<GatewaySettings>) => Process;
  readonly submits: () => readonly number[];
}

/** Vendors at $0.30 and $0.40, and processes that share one ledger file. */
async function setup(own: FakeProviderSettings = {}, alone = false): Promise<World> {
  const file = await temporaryFile();
  const clock = createTestClock();
  const first = fakeProvider({ id: 'first', usd: { 5: 0.3 }, clock, ...own });
  const other = fakeProvider({ id: 'second', usd: { 5: 0.4 }, clock });
  const providers = alone ? [first] : [first, other];
  let ids = 0;
  const newId = (): string => {
    ids += 1;
    return `id-${ids}`;
  };
  return {
    clock,
    providers,
    first,
    submits: () => providers.map((provider) => provider.submits.length),
    start(settings = {}) {
      const heard: string[] = [];
      const onEvent = ({ job, event }: GatewayUpdate): void => {
        if (job === undefined) heard.push(event.type);
      };
      const ports = { ...clock, random: () => 0.5, newId };
      const gateway = createGateway({
        providers,
        ledger: sqliteLedger(file),
        ports,
        onEvent,
        ...settings,
      });
      // Not waited for: a submit that hangs in a test never ends.
      onTestFinished(async () => {
        void gateway.close();
        await new Promise((resolve) => setImmediate(resolve));
      });
      return { gateway, heard };
    },
  };
}

/** Submits a job and lets it be sent. */
async function send({ clock }: World, { gateway }: Process): Promise<string> {
  const { id } = await gateway.submit(request);
  await clock.advance(10);
  return id;
}

test('what one process loses keeps all processes away', async () => {
  const world = await setup();
  const [one, other] = [world.start(), world.start()];
  await send(world, other);
  world.first.onNextSubmit({ do: 'lose-answer' });
  await send(world, one);
  await world.clock.advance(second);
  await send(world, other);
  expect(world.submits()).toEqual([2, 1]);
  const [report] = await other.gateway.health();
  expect(report?.models[0]?.breaker).toMatchObject({ state: 'open' });
  expect([one.heard, other.heard]).toEqual([['breaker-opened'], ['breaker-opened']]);
});

test('while a job of one process tries it those of the others wait, and go once it is answered', async () => {
  const world = await setup({}, true);
  const { clock, first, submits } = world;
  const [one, other] = [world.start(), world.start()];
  first.onNextSubmit({ do: 'lose-answer' }, { do: 'accept', afterMs: 9 * second });
  for (const _ of ['lost', 'tries', 'waits']) await send(world, one);
  await clock.advance(31 * second);
  expect(submits()).toEqual([2]);
  for (const _ of ['waits', 'waits too']) await send(world, other);
  await clock.advance(6 * second);
  expect(submits()).toEqual([2]);
  await clock.advance(15 * second);
  expect(submits()).toEqual([5]);
  expect([one.heard, other.heard]).toEqual([
    ['breaker-opened', 'breaker-closed'],
    ['breaker-opened', 'breaker-closed'],
  ]);
});

test('of jobs in two processes that wake at the same time one tries it', async () => {
  const world = await setup({}, true);
  const { clock, first, submits } = world;
  const [one, other] = [world.start(), world.start()];
  first.onNextSubmit({ do: 'lose-answer' }, { do: 'accept', afterMs: 9 * second });
  await send(world, one);
  await clock.advance(second);
  for (const process of [one, other, one, other]) await send(world, process);
  await clock.advance(35 * second);
  expect(submits()).toEqual([2]);
});

test('a trial whose process never gets an answer is over after a minute', async () => {
  const world = await setup({}, true);
  const { clock, first, submits } = world;
  const [one, other] = [world.start(), world.start()];
  first.onNextSubmit({ do: 'lose-answer' }, { do: 'hang' });
  await send(world, one);
  await send(world, one);
  await clock.advance(40 * second);
  expect(submits()).toEqual([2]);
  const waiting = await send(world, other);
  await clock.advance(40 * second);
  expect(submits()).toEqual([2]);
  await clock.advance(30 * second);
  expect(submits()).toEqual([3]);
  await clock.advance(minute);
  expect((await other.gateway.job(waiting)).state).toBe('succeeded');
});

test('a rest by hand holds in all processes and after a restart, until somebody restores it', async () => {
  const world = await setup();
  const [one, other] = [world.start(), world.start()];
  await send(world, other);
  await one.gateway.rest('first', { why: 'its invoice is disputed' });
  await world.clock.advance(second);
  await send(world, other);
  expect(world.submits()).toEqual([1, 1]);
  await one.gateway.close();
  await other.gateway.close();
  const next = world.start();
  await send(world, next);
  expect(world.submits()).toEqual([1, 2]);
  const last = world.start();
  await last.gateway.restore('first');
  await world.clock.advance(second);
  await send(world, next);
  expect(world.submits()).toEqual([2, 2]);
  expect(next.heard).toEqual(['provider-rested', 'provider-restored']);
});

test('a pause that one process was asked for is kept by all', async () => {
  const world = await setup({}, true);
  const [one, other] = [world.start(), world.start()];
  world.first.onNextSubmit({ do: 'reject', code: 'rate-limited', retryAfterMs: 30 * second });
  await send(world, one);
  await world.clock.advance(second);
  await send(world, other);
  await world.clock.advance(20 * second);
  expect(world.submits()).toEqual([1]);
  await world.clock.advance(3 * minute);
  expect(world.submits()).toEqual([3]);
});

test('a key that one process finds to be wrong rests the provider for all', async () => {
  const world = await setup();
  const [one, other] = [world.start(), world.start()];
  const error = {
    code: 'authentication',
    status: 401,
    provider: 'first',
    message: 'no such key',
  } as const;
  const { submit } = world.first;
  const refuse = async (): Promise<never> => {
    Object.assign(world.first, { submit });
    throw new VideoGatewayError(error);
  };
  Object.assign(world.first, { submit: refuse, account: {} });
  await send(world, one);
  await world.clock.advance(second);
  await send(world, other);
  expect(world.submits()).toEqual([0, 2]);
});

test('odds that one process has seen are known to the others, and to the next one', async () => {
  const world = await setup({ runMs: 10 * second }, true);
  const one = world.start();
  const oddsIn = async ({ gateway }: Process): Promise<number | undefined> =>
    (await gateway.health())[0]?.models[0]?.odds;
  const other = world.start();
  expect(await oddsIn(other)).toBe(0.97);
  for (let count = 0; count < 3; count += 1) {
    world.first.onNextPoll({ do: 'fail', code: 'generation-failed' });
    await send(world, one);
    await world.clock.advance(15 * second);
  }
  const seen = (await oddsIn(one)) ?? 1;
  expect(seen).toBeLessThan(0.6);
  // By the minute and not by the millisecond is how the ledger keeps them.
  expect(await oddsIn(other)).toBeCloseTo(seen, 1);
  expect(await oddsIn(world.start())).toBeCloseTo(seen, 1);
});

test('two processes that lose an answer at the same time open it once', async () => {
  const world = await setup({}, true);
  const [one, other] = [world.start(), world.start()];
  world.first.onNextSubmit({ do: 'lose-answer' }, { do: 'lose-answer' });
  await Promise.all([one.gateway.submit(request), other.gateway.submit(request)]);
  await world.clock.advance(2 * second);
  const reports = [await one.gateway.health(), await other.gateway.health()];
  expect(reports.map(([report]) => report?.models[0]?.breaker?.openings)).toEqual([1, 1]);
});

test('what was submitted before another process read the balance is not taken off it again', async () => {
  const world = await setup({ balanceUsd: 1 });
  const [one, reader] = [world.start(), world.start()];
  await send(world, one);
  await send(world, one);
  await world.clock.advance(4 * minute + 59 * second);
  world.first.balanceUsd = 0.5;
  await world.clock.advance(2 * second);
  await reader.gateway.submit(request, { routing: { only: ['second'] } });
  await world.clock.advance(2 * second);
  const [report] = await one.gateway.health();
  expect(report?.balance?.usdMicros).toBe(500_000);
  await send(world, one);
  expect(world.submits()).toEqual([3, 1]);
});

test.each([12.5, Number.NaN])(
  'a balance of %d micro-dollars is none, and keeps nobody from working',
  async (usdMicros) => {
    const world = await setup();
    const [one, other] = [world.start(), world.start()];
    Object.assign(world.first, { account: { balance: async () => ({ usdMicros }) } });
    await send(world, one);
    await world.clock.advance(second);
    await send(world, other);
    expect(world.submits()).toEqual([2, 0]);
    await one.gateway.rest('first');
    await world.clock.advance(second);
    await send(world, other);
    expect(world.submits()).toEqual([2, 1]);
  },
);
