import type { BudgetSettings, GatewaySettings, Ledger } from '@vidgate/core';
import { createGateway, memoryLedger } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import type { FakeProviderSettings } from '@vidgate/testkit';
import { fakeProvider } from '@vidgate/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFile } from './ledger/temporary-file.ts';
import { setupGateway } from './setup-gateway.ts';

const request = { prompt: 'dawn breaks over the ridge' };
const second = 1_000;
const minute = 60_000;
const day = 86_400_000;

function setup(
  budget: BudgetSettings,
  settings: Partial<GatewaySettings> = {},
  own: FakeProviderSettings = {},
) {
  const world = setupGateway((make) => [make({ id: 'first', usd: { 5: 0.3 }, ...own })], {
    budget,
    ...settings,
  });
  const { gateway, clock, providers } = world;
  const [first] = providers;
  if (first === undefined) throw new Error('a test needs a provider');
  onTestFinished(() => gateway.close());
  return {
    ...world,
    first,
    /** What has become of each job, or the code with which it was refused. */
    async send(count: number, metadata: Readonly<Record<string, string>> = {}): Promise<string[]> {
      const sent = Array.from({ length: count }, () =>
        gateway.submit({ ...request, metadata }).then(
          ({ id }) => id,
          (error: { readonly code: string }) => error.code,
        ),
      );
      const results = await Promise.all(sent);
      await clock.advance(second);
      return await Promise.all(
        results.map(async (result) => {
          if (!result.startsWith('id-')) return result;
          const job = await gateway.job(result);
          return job.state === 'failed' ? job.error.code : job.state;
        }),
      );
    },
    spent: async () => (await gateway.spend({ since: 0 }))[0]?.usdMicros ?? 0,
  };
}

const ledgers: readonly (readonly [string, () => Promise<Ledger>])[] = [
  ['memory', async () => memoryLedger()],
  ['SQLite', async () => sqliteLedger(await temporaryFile())],
];

test.each(ledgers)(
  'of fifty submits at once a day pays as many as it allows, in %s',
  async (_kind, open) => {
    const { first, send, spent } = setup({ perDayUsd: 3.2 }, { ledger: await open() });
    const states = await send(50);
    expect(states.filter((state) => state === 'running')).toHaveLength(10);
    expect(states.filter((state) => state === 'budget-exceeded')).toHaveLength(40);
    expect(first.submits).toHaveLength(10);
    expect(await spent()).toBe(3_000_000);
  },
);

test.each(ledgers)(
  'two requests at once cannot both take the last dollar, in %s',
  async (_kind, open) => {
    const { first, send } = setup({ perDayUsd: 0.3 }, { ledger: await open() });
    expect((await send(2)).toSorted()).toEqual(['budget-exceeded', 'running']);
    expect(first.submits).toHaveLength(1);
  },
);

test('of two processes with fifty submits at once neither goes beyond what both may spend', async () => {
  const file = await temporaryFile();
  const budget = { perDayUsd: 3.2 };
  const { clock, gateway, providers, first } = setup(budget, { ledger: sqliteLedger(file) });
  let ids = 0;
  const newId = (): string => {
    ids += 1;
    return `other-${ids}`;
  };
  const other = createGateway({
    providers,
    budget,
    ledger: sqliteLedger(file),
    ports: { ...clock, random: () => 0.5, newId },
  });
  const sent = Array.from({ length: 50 }, (_, index) =>
    (index % 2 === 0 ? gateway : other).submit(request),
  );
  await Promise.allSettled(sent);
  await clock.advance(5 * second);
  expect(first.submits).toHaveLength(10);
  const { jobs } = await other.jobs();
  expect(jobs.filter(({ state }) => state === 'running')).toHaveLength(10);
  await other.close();
});

test('a job that goes beyond the day is refused with what it would cost, and what is gone', async () => {
  const { send, gateway } = setup({ perDayUsd: 0.5 });
  await send(1);
  await expect(gateway.submit(request)).rejects.toMatchObject({
    code: 'budget-exceeded',
    message: expect.stringMatching(
      /\[over-budget\] first costs \$0\.30; budget\.perDayUsd \$0\.50, of which \$0\.30/,
    ),
  });
});

test('the dearer one is left out where only the cheaper one is within the day', async () => {
  const { gateway, clock, providers } = setupGateway(
    (make) => [make({ id: 'first', usd: { 5: 0.3 } }), make({ id: 'second', usd: { 5: 0.4 } })],
    { budget: { perDayUsd: 0.35 } },
  );
  providers[0]?.onNextSubmit({ do: 'reject', code: 'unsupported' });
  const { id } = await gateway.submit(request);
  await clock.advance(minute);
  expect(await gateway.job(id)).toMatchObject({
    state: 'failed',
    error: { code: 'unsupported', message: expect.stringMatching(/\[over-budget\] second costs/) },
  });
  expect(providers.map(({ submits }) => submits.length)).toEqual([1, 0]);
});

test('the next UTC day has a budget of its own', async () => {
  const { clock, send, first } = setup({ perDayUsd: 0.3 });
  await clock.advance(5 * minute);
  expect(await send(2)).toContain('budget-exceeded');
  await clock.advance(day - 10 * minute);
  expect(await send(1)).toEqual(['queued']);
  // Midnight is nearer than the longest wait, so the job waits for it.
  expect(first.submits).toHaveLength(1);
  await clock.advance(5 * minute);
  expect(first.submits).toHaveLength(2);
});

test('an unknown price is no candidate under a budget', async () => {
  const { gateway } = setup({ perDayUsd: 100 }, {}, { usd: {} });
  await expect(gateway.submit(request)).rejects.toMatchObject({
    code: 'budget-exceeded',
    message: expect.stringMatching(/\[price-unknown\] first has no known price/),
  });
});

test('a day that allows nothing still allows what is free', async () => {
  expect(await setup({ perDayUsd: 0 }, {}, { usd: { 5: 0 } }).send(1)).toEqual(['running']);
  expect(await setup({ perDayUsd: 0 }).send(1)).toEqual(['budget-exceeded']);
});

const perTenant = {
  perDayUsdBy: { key: 'tenant', usd: 0.3, overrides: { vip: 0.9, blocked: 0 } },
} as const;

test.each([
  ['a', 1],
  ['b', 1],
  ['vip', 3],
  ['blocked', 0],
  // No tenant is a property that every object has.
  ['constructor', 1],
])('tenant %s may have %d videos a day', async (tenant, count) => {
  const { send, first } = setup(perTenant);
  const states = await send(5, { tenant });
  expect(states.filter((state) => state === 'running')).toHaveLength(count);
  expect(first.submits).toHaveLength(count);
});

test('what one tenant has spent leaves the others all of theirs, within the day of all', async () => {
  const { send, spent } = setup({ ...perTenant, perDayUsd: 0.9 });
  expect(await send(2, { tenant: 'a' })).toContain('budget-exceeded');
  expect(await send(1, { tenant: 'b' })).toEqual(['running']);
  const states = await send(3, { tenant: 'vip' });
  expect(states.filter((state) => state === 'running')).toHaveLength(1);
  expect(await spent()).toBe(900_000);
});

test.each([
  ['none', {}],
  ['another one', { team: 'a' }],
  ['an empty one', { tenant: '' }],
])('a request with %s is refused and told which key is needed', async (_what, metadata) => {
  const { gateway } = setup(perTenant);
  const wrong = {
    code: 'invalid-request',
    message: 'metadata.tenant: missing; allowed: a text, because budget.perDayUsdBy counts by it',
  };
  await expect(gateway.submit({ ...request, metadata })).rejects.toMatchObject(wrong);
  await expect(gateway.plan({ ...request, metadata })).rejects.toMatchObject(wrong);
});

test('a job in doubt keeps what is set aside for it, until a person says that there is no task', async () => {
  const { gateway, clock, first, send } = setup({ perDayUsd: 0.3 });
  first.onNextSubmit({ do: 'lose-request' });
  await send(1);
  await clock.advance(20 * minute);
  const [held] = (await gateway.jobs()).jobs;
  expect(held).toMatchObject({ state: 'held', cost: { estimatedUsdMicros: 300_000 } });
  expect(await send(1)).toEqual(['budget-exceeded']);
  await gateway.resolve(held?.id ?? '', { action: 'abandon' });
  // Given up is not free: its vendor may bill it.
  expect(await send(1)).toEqual(['budget-exceeded']);
  expect(await gateway.spend({ since: 0 })).toMatchObject([
    { usdMicros: 300_000, reservedUsdMicros: 300_000, chargedUsdMicros: 0 },
  ]);
});

test('what a person finds to be no task is free again', async () => {
  const { gateway, clock, first, send, spent } = setup({ perDayUsd: 0.3 });
  first.onNextSubmit({ do: 'lose-request' });
  await send(1);
  await clock.advance(20 * minute);
  const [held] = (await gateway.jobs()).jobs;
  await gateway.cancel(held?.id ?? '');
  await gateway.resolve(held?.id ?? '', { action: 'no-task' });
  expect(await spent()).toBe(0);
  await gateway.restore('first');
  expect(await send(1)).toEqual(['running']);
});

test('a submit that is refused gives back what was set aside', async () => {
  const { first, send, spent } = setup({ perDayUsd: 0.3 });
  first.onNextSubmit({ do: 'reject', code: 'unsupported' });
  expect(await send(1)).toEqual(['unsupported']);
  expect(await spent()).toBe(0);
  expect(await send(1)).toEqual(['running']);
});

test.each([
  ['no', 'running', 0],
  ['yes', 'budget-exceeded', 300_000],
  ['unknown', 'budget-exceeded', 300_000],
] as const)(
  'of a failed task whose charge is %s, the next job is %s',
  async (charged, next, usdMicros) => {
    const { first, clock, send, spent } = setup({ perDayUsd: 0.3 });
    first.onNextPoll({ do: 'fail', code: 'generation-failed', charged });
    await send(1);
    await clock.advance(minute);
    expect(await spent()).toBe(usdMicros);
    expect(await send(1)).toEqual([next]);
  },
);

test.each([
  ['no', 0.6, 'succeeded', 2],
  ['yes', 0.6, 'failed', 1],
  ['yes', 0.7, 'succeeded', 2],
  ['unknown', 0.6, 'failed', 1],
] as const)(
  'where failed tasks are charged (%s), maxUsd %d is for all attempts of a job: %s after %d',
  async (failedTasksCharged, maxUsd, state, attempts) => {
    const { gateway, clock, providers } = setupGateway(
      (make) => [
        make({ id: 'first', usd: { 5: 0.3 }, traits: { failedTasksCharged } }),
        make({ id: 'second', usd: { 5: 0.4 } }),
      ],
      { routing: { maxUsd } },
    );
    providers[0]?.onNextPoll({ do: 'fail', code: 'generation-failed' });
    const { id } = await gateway.submit(request);
    await clock.advance(2 * minute);
    const job = await gateway.job(id);
    expect(job.state).toBe(state);
    expect(job.attempts).toHaveLength(attempts);
    expect(job.cost.estimatedUsdMicros ?? 0).toBeLessThanOrEqual(maxUsd * 1_000_000);
  },
);

test('a job has at most three attempts that may have cost money, however many providers there are', async () => {
  const { gateway, clock, providers } = setupGateway((make) =>
    ['a', 'b', 'c', 'd', 'e'].map((id) => make({ id, traits: { failedTasksCharged: 'yes' } })),
  );
  for (const provider of providers) provider.onNextPoll({ do: 'fail', code: 'generation-failed' });
  const { id } = await gateway.submit(request);
  await clock.advance(10 * minute);
  expect(await gateway.job(id)).toMatchObject({
    state: 'failed',
    error: {
      code: 'generation-failed',
      message: expect.stringMatching(/had its three attempts that may have cost money/),
    },
  });
  expect(providers.map(({ charges }) => charges)).toEqual([1, 1, 1, 0, 0]);
});

test('a provider that is out of order is asked twice by a job, and no more', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [make({ id: 'first' })]);
  const refusal = { do: 'reject', code: 'unavailable' } as const;
  providers[0]?.onNextSubmit(refusal, refusal, refusal);
  const { id } = await gateway.submit(request);
  await clock.advance(10 * minute);
  expect(await gateway.job(id)).toMatchObject({ state: 'failed', error: { code: 'unavailable' } });
  expect(providers[0]?.submits).toHaveLength(2);
});

test.each<readonly [BudgetSettings, string]>([
  [{ perDayUsd: -1 }, 'budget.perDayUsd: got -1; allowed: a number of dollars of at least 0.'],
  [
    { perDayUsdBy: { key: '', usd: 1 } },
    'budget.perDayUsdBy.key: got ; allowed: a key of metadata.',
  ],
  [
    { perDayUsdBy: { key: 'tenant', usd: Number.NaN } },
    'budget.perDayUsdBy.usd: got NaN; allowed: a number of dollars of at least 0.',
  ],
  [
    { perDayUsdBy: { key: 'tenant', usd: 1, overrides: { a: -5 } } },
    'budget.perDayUsdBy.overrides["a"]: got -5; allowed: a number of dollars of at least 0.',
  ],
])('a budget that makes no sense (%j) is refused', (budget, message) => {
  const make = (): unknown =>
    createGateway({ providers: [fakeProvider()], ledger: memoryLedger(), budget });
  expect(make).toThrow(new TypeError(message));
});
