import type { Attempt, Job, SpendRow } from '@vidgate/core';
import { expect, test } from 'vitest';
import type { LedgerHarness } from './ledger-harness.ts';
import { openLedger, openTwice, refusalOf, store } from './ledger-rig.ts';
import { newAttempt, newJob, sampleError } from './sample-jobs.ts';

const day = 86_400_000;
const minute = 60_000;
const failure = { ...sampleError, code: 'generation-failed', outcome: 'accepted' } as const;
const refusal = { ...sampleError, outcome: 'rejected', charged: 'no' } as const;

const attempts: readonly (readonly [string, string, Partial<Attempt>])[] = [
  ['a', 'acme', { state: 'succeeded', cost: { usdMicros: 250_000 }, endedAt: minute + 1 }],
  ['a', 'acme', { state: 'accepted' }],
  ['b', 'zeta', { state: 'failed', error: failure, endedAt: minute + 59_999 }],
  ['b', 'acme', { state: 'unknown', error: sampleError, unknownSince: 2 * minute }],
  ['b', 'acme', { state: 'rejected', error: refusal, endedAt: 2 * minute }],
  ['a', '', { quote: { certainty: 'unknown' }, intendedAt: day }],
];

function jobs(): readonly Job[] {
  return attempts.map(([provider, tenant, change], n): Job => {
    const job = newJob(`job-${n}`);
    return {
      ...job,
      state: 'running',
      request: { ...job.request, metadata: tenant === '' ? {} : { tenant } },
      attempts: [newAttempt('attempt-1', { provider, ...change })],
    };
  });
}

function row(key: string, usd: readonly [number, number, number, number, number]): SpendRow {
  const [count, usdMicros, reservedUsdMicros, chargedUsdMicros, unpriced] = usd;
  return { key, attempts: count, usdMicros, reservedUsdMicros, chargedUsdMicros, unpriced };
}

/** What is told of many attempts at once, and what is kept of providers. */
export function describeStatistics(harness: LedgerHarness): void {
  test.each([
    [undefined, [row('', [5, 1_150_000, 600_000, 250_000, 1])]],
    [
      'provider',
      [row('a', [3, 550_000, 300_000, 250_000, 1]), row('b', [2, 600_000, 300_000, 0, 0])],
    ],
    [
      'day',
      [row('1970-01-01', [4, 1_150_000, 600_000, 250_000, 0]), row('1970-01-02', [1, 0, 0, 0, 1])],
    ],
    [
      { metadata: 'tenant' },
      [
        row('', [1, 0, 0, 0, 1]),
        row('acme', [3, 850_000, 600_000, 250_000, 0]),
        row('zeta', [1, 300_000, 0, 0, 0]),
      ],
    ],
  ] as const)('spend is told by %j', async (by, rows) => {
    const [ledger, other] = await openTwice(harness);
    expect(await ledger.find('spend', { since: 0, by })).toEqual([]);
    await store(ledger, ...jobs());
    expect(await other.find('spend', { since: 0, by })).toEqual(rows);
  });

  test('spend is told from one time to another', async () => {
    const ledger = await openLedger(harness);
    await store(ledger, ...jobs());
    const before = await ledger.find('spend', { since: 0, until: day, by: 'model' });
    expect(before).toMatchObject([{ key: 'kling-2.5-turbo-pro', attempts: 4 }]);
    expect(await ledger.find('spend', { since: day })).toMatchObject([{ attempts: 1 }]);
    expect(await ledger.find('spend', { since: day + 1 })).toEqual([]);
  });

  test('how attempts went is told by the minute, provider and model', async () => {
    const [ledger, other] = await openTwice(harness);
    await store(ledger, ...jobs());
    const model = 'kling-2.5-turbo-pro';
    const none = { succeeded: 0, failed: 0, refused: 0 };
    const settled = await other.find('outcomes', { since: 0 });
    expect(settled.toSorted((x, y) => x.at - y.at || (x.provider < y.provider ? -1 : 1))).toEqual([
      { ...none, provider: 'a', model, at: minute, succeeded: 1 },
      { ...none, provider: 'b', model, at: minute, failed: 1 },
      { ...none, provider: 'b', model, at: 2 * minute, refused: 2 },
    ]);
    expect(await other.find('outcomes', { since: 2 * minute + 1 })).toEqual([]);
  });

  test('what was quoted is told beside what was charged, where both are known', async () => {
    const ledger = await openLedger(harness);
    await store(ledger, ...jobs());
    expect(await ledger.find('drift', { since: 0 })).toEqual([
      {
        provider: 'a',
        model: 'kling-2.5-turbo-pro',
        duration: 5,
        attempts: 1,
        quotedUsdMicros: 300_000,
        chargedUsdMicros: 250_000,
      },
    ]);
    expect(await ledger.find('drift', { since: day })).toEqual([]);
  });

  test('how a provider is, is kept as it was told, by whoever told it last', async () => {
    const [ledger, other] = await openTwice(harness);
    expect(await ledger.find('health', {})).toEqual([]);
    const breaker = { openings: 2, openUntil: 9_000.5, message: 'it lost "answers"' };
    const first = { provider: 'a', version: 1, breakers: { m: breaker } };
    const second = {
      ...first,
      version: 2,
      rest: { reason: 'by-hand', message: 'on holiday', since: 1 },
      balance: { usdMicros: 5, readAt: 2 },
    } as const;
    await ledger.commit({ health: first });
    await other.commit({ health: second });
    await ledger.commit({ health: { provider: 'b', version: 1, breakers: {} } });
    for (const late of [first, second]) {
      expect((await refusalOf(ledger.commit({ health: late }))).code).toBe('ledger-conflict');
    }
    const known = await ledger.find('health', {});
    expect(known).toEqual([second, { provider: 'b', version: 1, breakers: {} }]);
  });

  test('of two that tell at once how a provider is, one is refused', async () => {
    const handles = await openTwice(harness);
    const health = { provider: 'a', version: 1, breakers: {} };
    const calls = handles.map((handle) => handle.commit({ health }));
    const ends = await Promise.allSettled(calls);
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });
}
