import type { GatewaySettings, OfferPrice, ProviderCallOptions } from '@vidgate/core';
import { createGateway, memoryLedger } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { fakeProvider } from '@vidgate/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFile } from './ledger/temporary-file.ts';
import { setupGateway } from './setup-gateway.ts';

const request = { prompt: 'dawn breaks over the ridge' };
const model = 'kling-2.5-turbo-pro';
const minute = 60_000;
const hour = 60 * minute;
const listed = { source: 'https://vendor.example/prices', asOf: '2026-11-01' } as const;
const live = {
  certainty: 'exact',
  source: 'https://vendor.example/api',
  asOf: '2026-11-21',
} as const;

type Prices = Readonly<Record<string, readonly OfferPrice[]>>;

function priceOf(usdMicros: number, duration = 5): OfferPrice {
  return { duration, usdMicros, ...live };
}

/** A provider whose list says $0.30, as its adapter knows it or as a person has set it, and one at $0.40. */
function setup(
  prices: (options: ProviderCallOptions) => Promise<Prices>,
  {
    settings = {},
    bySettings = false,
  }: { settings?: Partial<GatewaySettings>; bySettings?: boolean } = {},
) {
  let calls = 0;
  const world = setupGateway((make) => {
    const first = make({ id: 'first', usd: { 5: 0.3, 10: 0.6 } });
    const offers = first.offers.map((offer) => ({
      ...offer,
      prices: offer.prices.map((price) => (bySettings ? price : { ...price, ...listed })),
    }));
    const count = (options: ProviderCallOptions): Promise<Prices> => {
      calls += 1;
      return prices(options);
    };
    return [
      Object.assign(first, { offers, account: { prices: count } }),
      make({ id: 'second', usd: { 5: 0.4 } }),
    ];
  }, settings);
  const { gateway, clock } = world;
  onTestFinished(() => gateway.close());
  return {
    ...world,
    calls: () => calls,
    /** What the first provider is quoted at, after whatever is read has been read. */
    async quote(duration = 5) {
      // Only jobs let vendors be asked.
      await gateway.submit(request, { routing: { only: ['second'] } });
      await clock.advance(0);
      const { candidates } = await gateway.plan({ ...request, duration });
      return candidates.find(({ provider }) => provider === 'first')?.quote;
    },
  };
}

const published = async (): Promise<Prices> => ({ [model]: [priceOf(250_000)] });

test('a price that a vendor publishes goes before the one that its adapter knows', async () => {
  const { quote } = setup(published);
  expect(await quote()).toEqual({ usdMicros: 250_000, ...live });
});

test('a price that a person has set goes before both', async () => {
  const { quote } = setup(published, { bySettings: true });
  expect(await quote()).toMatchObject({ usdMicros: 300_000, source: 'settings' });
});

test('a duration and a model that are not published keep the listed price', async () => {
  const { quote } = setup(async () => ({ other: [priceOf(1)], [model]: [priceOf(1, 7)] }));
  expect(await quote()).toMatchObject({ usdMicros: 300_000, ...listed });
  expect(await quote(10)).toMatchObject({ usdMicros: 600_000, ...listed });
});

test('a published price decides on the order, on maxUsd and on what a job says', async () => {
  const { gateway, clock, quote } = setup(async () => ({ [model]: [priceOf(450_000)] }));
  await quote();
  expect((await gateway.plan(request)).candidates.map(({ provider }) => provider)).toEqual([
    'second',
    'first',
  ]);
  const { excluded } = await gateway.plan(request, { routing: { maxUsd: 0.4 } });
  expect(excluded).toMatchObject([{ provider: 'first', reason: 'above-max-price' }]);
  const { id } = await gateway.submit(request, { routing: { only: ['first'] } });
  await clock.advance(minute);
  expect((await gateway.job(id)).attempts[0]?.quote).toEqual({ usdMicros: 450_000, ...live });
});

/** Publishes once, and cannot be asked after that. */
function onceOnly(): () => Promise<Prices> {
  let asked = false;
  return async () => {
    if (asked) throw new Error('no route to the vendor');
    asked = true;
    return await published();
  };
}

test('a published price counts as long as the settings say, and then no more', async () => {
  const settings = { livePrices: { maxAgeMs: hour } };
  const { clock, quote } = setup(onceOnly(), { settings });
  await quote();
  await clock.advance(hour);
  expect(await quote()).toMatchObject({ usdMicros: 250_000 });
  await clock.advance(1);
  expect(await quote()).toMatchObject({ usdMicros: 300_000, ...listed });
});

test('by default a published price counts for a day', async () => {
  const { clock, quote } = setup(onceOnly());
  await quote();
  await clock.advance(24 * hour);
  expect(await quote()).toMatchObject({ usdMicros: 250_000 });
  await clock.advance(1);
  expect(await quote()).toMatchObject({ usdMicros: 300_000 });
});

test('prices are read twice in the time for which they count', async () => {
  const { clock, calls, quote } = setup(published, {
    settings: { livePrices: { maxAgeMs: hour } },
  });
  await quote();
  await clock.advance(30 * minute - 1);
  await quote();
  expect(calls()).toBe(1);
  await clock.advance(1);
  await quote();
  expect(calls()).toBe(2);
});

test('prices are not read where the settings say so', async () => {
  const { calls, quote } = setup(published, { settings: { livePrices: false } });
  expect(await quote()).toMatchObject({ usdMicros: 300_000 });
  expect(calls()).toBe(0);
});

test('prices that cannot be read are asked for again a minute later, and the listed ones hold', async () => {
  let isDown = true;
  const { clock, calls, quote } = setup(async () => {
    if (isDown) throw new Error('no route to the vendor');
    return await published();
  });
  expect(await quote()).toMatchObject({ usdMicros: 300_000 });
  await clock.advance(minute - 1);
  await quote();
  expect(calls()).toBe(1);
  isDown = false;
  await clock.advance(1);
  expect(await quote()).toMatchObject({ usdMicros: 250_000 });
});

test('a job does not wait for prices that never come, and closing does not either', async () => {
  const { gateway, clock } = setup(
    ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('closed')));
      }),
  );
  const { id } = await gateway.submit(request);
  await clock.advance(minute);
  expect((await gateway.job(id)).state).toBe('succeeded');
  await gateway.close();
});

test('what one process has read is quoted by the others', async () => {
  const file = await temporaryFile();
  const { quote, clock, providers } = setup(onceOnly(), {
    settings: { ledger: sqliteLedger(file) },
  });
  await quote();
  const other = createGateway({
    providers,
    ledger: sqliteLedger(file),
    ports: { ...clock, random: () => 0.5, newId: () => 'other-1' },
  });
  const { candidates } = await other.plan(request);
  expect(candidates[0]?.quote).toEqual({ usdMicros: 250_000, ...live });
  await other.close();
});

const noAmounts = [290_000.1, Number.NaN, -1];

test.each(noAmounts)(
  'a published price of %d is none, so the listed one holds',
  async (usdMicros) => {
    const { quote } = setup(async () => ({ [model]: [priceOf(usdMicros)] }));
    expect(await quote()).toMatchObject({ usdMicros: 300_000 });
  },
);

test.each(noAmounts)(
  'a job whose vendor publishes a price of %d is read back in full',
  async (usdMicros) => {
    const file = await temporaryFile();
    const prices = async (): Promise<Prices> => ({ [model]: [priceOf(usdMicros)] });
    const { quote, clock, gateway } = setup(prices, { settings: { ledger: sqliteLedger(file) } });
    await quote();
    const { id } = await gateway.submit(request, { routing: { only: ['first'] } });
    await clock.advance(minute);
    expect((await gateway.job(id)).state).toBe('succeeded');
    const reader = sqliteLedger(file);
    onTestFinished(() => reader.close());
    expect(await reader.load(id)).toMatchObject({ state: 'succeeded', attempts: [{}] });
    expect(await reader.find('health', {})).not.toEqual([]);
  },
);

test('a maximum age that is none is refused', () => {
  const settings = { providers: [fakeProvider()], ledger: memoryLedger() };
  const make = (): unknown => createGateway({ ...settings, livePrices: { maxAgeMs: -1 } });
  expect(make).toThrow(/livePrices\.maxAgeMs: got -1; allowed: a number of milliseconds/);
});
