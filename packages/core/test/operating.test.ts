import type { GatewaySettings, Ledger, SpendQuery, SpendRow } from '@vidgate/core';
import { memoryLedger } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import type { FakeProvider, FakeProviderSettings } from '@vidgate/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFile } from './ledger/temporary-file.ts';
import { setupGateway } from './setup-gateway.ts';

const request = { prompt: 'dawn breaks over the ridge' };
const model = 'kling-2.5-turbo-pro';
const minute = 60_000;
const day = 86_400_000;

function setup(
  makeProviders: (make: (settings: FakeProviderSettings) => FakeProvider) => FakeProvider[],
  settings: Partial<GatewaySettings> = {},
) {
  const world = setupGateway(makeProviders, settings);
  onTestFinished(() => world.gateway.close());
  return world;
}

const three = (make: (settings: FakeProviderSettings) => FakeProvider): FakeProvider[] => [
  make({ id: 'first', models: [model, 'other-model'], usd: { 5: 0.3, 10: 0.6 } }),
  make({ id: 'second', models: [model, 'other-model'], usd: { 5: 0.4 } }),
  make({ id: 'unpriced', usd: {} }),
];

const ledgers: readonly (readonly [string, () => Promise<Ledger>])[] = [
  ['memory', async () => memoryLedger()],
  ['SQLite', async () => sqliteLedger(await temporaryFile())],
];

/** Jobs of two days, three providers, two models and two teams; some fail, one is in doubt. */
async function spendSome(ledger: Ledger) {
  // A day of heartbeats is nothing to this test but time.
  const { gateway, clock, providers } = setup(three, { ledger, heartbeatMs: day });
  const [first, second] = providers;
  const start = clock.now();
  const send = async (team: string, more: object = {}, only = 'first'): Promise<void> => {
    const metadata = team === '' ? {} : { team };
    await gateway.submit({ ...request, ...more, metadata }, { routing: { only: [only] } });
    await clock.advance(minute);
  };
  await send('red');
  await send('red', { duration: 10 });
  await send('blue', { model: 'other-model' }, 'second');
  await send('blue', {}, 'unpriced');
  await clock.advance(day);
  await send('');
  first?.onNextPoll({ do: 'fail', code: 'generation-failed', charged: 'yes' });
  await send('red');
  first?.onNextPoll({ do: 'fail', code: 'generation-failed', charged: 'no' });
  await send('red');
  second?.onNextSubmit({ do: 'reject', code: 'unsupported' });
  await send('blue', {}, 'second');
  second?.onNextSubmit({ do: 'lose-answer' });
  await send('blue', {}, 'second');
  return { gateway, start };
}

function addUp(rows: readonly SpendRow[]): Omit<SpendRow, 'key'> {
  const sum = { attempts: 0, usdMicros: 0, reservedUsdMicros: 0, chargedUsdMicros: 0, unpriced: 0 };
  for (const row of rows) {
    sum.attempts += row.attempts;
    sum.usdMicros += row.usdMicros;
    sum.reservedUsdMicros += row.reservedUsdMicros;
    sum.chargedUsdMicros += row.chargedUsdMicros;
    sum.unpriced += row.unpriced;
  }
  return sum;
}

test.each(ledgers)(
  'spend adds up to the same sum however it is told apart, in %s',
  async (_kind, open) => {
    const { gateway, start } = await spendSome(await open());
    const spend = (by?: SpendQuery['by']): Promise<readonly SpendRow[]> =>
      gateway.spend({ since: start, by });
    const [all] = await spend();
    expect(all).toEqual({
      key: '',
      attempts: 7,
      usdMicros: 300_000 + 600_000 + 400_000 + 300_000 + 300_000 + 400_000,
      reservedUsdMicros: 400_000,
      chargedUsdMicros: 300_000 + 600_000 + 400_000 + 300_000 + 300_000,
      unpriced: expect.any(Number),
    });
    const { key: _key, ...sum } = all ?? { key: '' };
    const keys: Record<string, readonly string[]> = {};
    for (const by of ['provider', 'model', 'day', { metadata: 'team' }] as const) {
      const rows = await spend(by);
      expect(addUp(rows)).toEqual(sum);
      keys[typeof by === 'string' ? by : 'team'] = rows.map(({ key }) => key);
    }
    expect(keys).toEqual({
      provider: ['first', 'second', 'unpriced'],
      model: [model, 'other-model'],
      day: ['2026-11-21', '2026-11-22'],
      team: ['', 'blue', 'red'],
    });
  },
);

test.each(ledgers)(
  'spend counts what was intended since a time and before another, in %s',
  async (_kind, open) => {
    const { gateway, start } = await spendSome(await open());
    const total = async (query: SpendQuery): Promise<number> =>
      addUp(await gateway.spend(query)).usdMicros;
    const secondDay = start + day;
    expect(await total({ since: start, until: secondDay })).toBe(1_300_000);
    expect(await total({ since: secondDay })).toBe(1_000_000);
    expect(await gateway.spend({ since: start + 10 * day })).toEqual([]);
  },
);

test.each(['spend', 'priceDrift'] as const)('%s since no time is refused', async (what) => {
  const { gateway } = setup(three);
  const ask = async (): Promise<unknown> => await gateway[what]({ since: Number.NaN });
  await expect(ask()).rejects.toMatchObject({
    code: 'invalid-request',
    message: 'since: got NaN; allowed: milliseconds since the epoch',
  });
});

test.each(ledgers)(
  'what was charged is told beside what was quoted, in %s',
  async (_kind, open) => {
    const { gateway, clock, providers } = setup(three, { ledger: await open() });
    const [first] = providers;
    // The adapter's list says $0.25, and the vendor takes $0.30.
    const offers = first?.offers.map((offer) => ({
      ...offer,
      prices: offer.prices.map((price) => ({ ...price, usdMicros: 250_000 })),
    }));
    Object.assign(first ?? {}, { offers });
    for (const count of [1, 2, 3]) {
      await gateway.submit(request);
      await clock.advance(count * minute);
    }
    await gateway.submit(request, { routing: { only: ['second'] } });
    await gateway.submit(request, { routing: { only: ['unpriced'] } });
    first?.onNextSubmit({ do: 'reject', code: 'unsupported' }, { do: 'lose-answer' });
    await gateway.submit(request, { routing: { only: ['first'] } });
    await gateway.submit(request, { routing: { only: ['first'] } });
    await clock.advance(minute);
    expect(await gateway.priceDrift({ since: 0 })).toEqual([
      {
        provider: 'first',
        model,
        duration: 5,
        attempts: 3,
        quotedUsdMicros: 750_000,
        chargedUsdMicros: 900_000,
      },
      {
        provider: 'second',
        model,
        duration: 5,
        attempts: 1,
        quotedUsdMicros: 400_000,
        chargedUsdMicros: 400_000,
      },
    ]);
    expect(await gateway.priceDrift({ since: clock.now() })).toEqual([]);
  },
);

test('health tells of each provider what is known: odds, time, balance and prices', async () => {
  const { gateway, clock } = setup(three);
  await gateway.submit(request);
  await clock.advance(minute);
  const [first, second] = await gateway.health();
  expect(first).toMatchObject({
    provider: 'first',
    vendor: 'first',
    models: [
      { model, typicalMs: 30_000, odds: expect.any(Number) },
      { model: 'other-model', odds: 0.97 },
    ],
    balance: { usdMicros: 100_000_000, readAt: expect.any(Number) },
    prices: { byModel: { [model]: expect.any(Array) }, readAt: expect.any(Number) },
  });
  expect(first).not.toHaveProperty('standing');
  expect(first?.models[0]?.odds).toBeGreaterThan(0.97);
  expect(second?.models[0]?.odds).toBe(0.97);
});

/** Counts the calls to a provider's account. */
function countCalls(provider: FakeProvider | undefined): () => number {
  let calls = 0;
  const count = async (): Promise<undefined> => {
    calls += 1;
    return undefined;
  };
  Object.assign(provider ?? {}, { account: { balance: count, prices: count } });
  return () => calls;
}

test.each(['plan', 'health'] as const)('%s asks no vendor', async (what) => {
  const { gateway, clock, providers } = setup(three);
  const calls = countCalls(providers[0]);
  await (what === 'plan' ? gateway.plan(request) : gateway.health());
  await clock.advance(minute);
  expect(calls()).toBe(0);
});

test('a plan spends nothing, records nothing and sends nothing', async () => {
  const { gateway, clock, providers, heard } = setup(three);
  await gateway.plan(request);
  await clock.advance(minute);
  expect(providers.map(({ submits }) => submits.length)).toEqual([0, 0, 0]);
  expect((await gateway.jobs()).jobs).toEqual([]);
  expect(heard()).toEqual([]);
});

test.each([
  ['down', 'circuit-open'],
  ['rate-limited', 'rate-limited'],
  ['full', 'at-capacity'],
  ['resting', 'resting'],
  ['low-balance', 'low-balance'],
] as const)(
  'a drill shows who would be asked if the first one were %s',
  async (assumption, reason) => {
    const { gateway, clock } = setup(three);
    const plan = await gateway.plan(request, { assume: { first: assumption } });
    expect(plan.candidates.map(({ provider }) => provider)).toEqual(['second', 'unpriced']);
    expect(plan.excluded).toEqual([
      {
        provider: 'first',
        reason,
        message: `A drill assumes that first is ${assumption}.`,
        until: clock.now() + minute / 2,
      },
    ]);
    // Only those that are back soon are waited for.
    expect(plan.wait !== undefined).toBe(['rate-limited', 'full'].includes(assumption));
  },
);

test('a drill in which all are out shows that nobody would be asked', async () => {
  const { gateway } = setup(three);
  const assume = { first: 'down', second: 'resting', unpriced: 'full' } as const;
  expect((await gateway.plan(request, { assume })).candidates).toEqual([]);
});

test('a drill changes nothing: the next plan and the next job are as if it had not been', async () => {
  const { gateway, clock, providers } = setup(three);
  const before = await gateway.plan(request);
  await gateway.plan(request, { assume: { first: 'down' } });
  expect(await gateway.plan(request)).toEqual(before);
  expect((await gateway.health())[0]).not.toHaveProperty('standing');
  await gateway.submit(request);
  await clock.advance(minute);
  expect(providers[0]?.charges).toBe(1);
});

test('a drill takes the routing of its request into account', async () => {
  const { gateway } = setup(three);
  const options = { assume: { first: 'down' }, routing: { only: ['first', 'second'] } } as const;
  const { candidates, excluded } = await gateway.plan(request, options);
  expect(candidates.map(({ provider }) => provider)).toEqual(['second']);
  expect(excluded.map(({ provider, reason }) => [provider, reason])).toEqual([
    ['first', 'circuit-open'],
    ['unpriced', 'not-in-only'],
  ]);
});

test.each([
  [{ third: 'down' }, 'assume: no provider "third"; configured: first, second, unpriced'],
  [{ first: 'broken' }, /assume\.first: got "broken"; allowed: down, rate-limited/],
])('a drill that makes no sense (%j) is refused', async (assume, message) => {
  const { gateway } = setup(three);
  // What a caller without types may pass.
  const options = { assume } as Parameters<typeof gateway.plan>[1];
  await expect(gateway.plan(request, options)).rejects.toMatchObject({
    code: 'invalid-request',
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });
});
