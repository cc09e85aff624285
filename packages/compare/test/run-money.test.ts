import { existsSync } from 'node:fs';
import type { Ledger, VideoProvider } from '@vidgate/core';
import { memoryLedger } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { expect, test } from 'vitest';
import type { ComparisonEstimate } from '../src/run/estimate.ts';
import { estimateComparison } from '../src/run/estimate.ts';
import { runComparison } from '../src/run/run-comparison.ts';
import { toLedgerFile } from '../src/run/run-folder.ts';
import { toRunLedger } from '../src/run/run-ledger.ts';
import { createSpendGuard } from '../src/run/spend-guard.ts';
import { fakeMeasures, setup } from './run-setup.ts';

test('an estimate says what each provider would cost, and spends nothing', async () => {
  using world = setup();
  const one = world.provider({ id: 'one', usd: { 5: 0.2 } });
  const two = world.provider({ id: 'two', usd: { 5: 0.3, 10: 0.6 }, certainty: 'from' });
  const requests = [{ prompt: 'dawn' }, { id: 'long', prompt: 'rain', duration: 10 }];
  const estimate = await estimateComparison({
    ...world.settings,
    requests,
    providers: [one, two],
  });
  expect(estimate).toEqual({
    providers: [
      { provider: 'one', vendor: 'one', samples: 2, usdMicros: 400_000, certainty: 'exact' },
      { provider: 'two', vendor: 'two', samples: 4, usdMicros: 1_800_000, certainty: 'from' },
    ],
    samples: 6,
    usdMicros: 2_200_000,
    spentUsdMicros: 0,
    maxUsd: 100,
    leftOut: [
      {
        requestId: 'long',
        provider: 'one',
        reason: 'duration-not-offered',
        message: 'one offers 5 s, not 10 s.',
      },
    ],
  });
  expect([one.submits, two.submits]).toEqual([[], []]);
});

test('a provider whose price nobody knows is left out, and says what would help', async () => {
  using world = setup();
  const providers = [world.provider({ id: 'one' }), world.provider({ id: 'dark', usd: {} })];
  const { leftOut } = await estimateComparison({ ...world.settings, providers });
  expect(leftOut).toEqual([
    {
      requestId: 'request-1',
      provider: 'dark',
      reason: 'price-unknown',
      message:
        "Nobody knows what dark charges for this, so maxUsd could not be kept: give the price in the provider's models setting.",
    },
  ]);
});

test('samples that are quoted more than maxUsd are refused before anything is sent or written', async () => {
  using world = setup();
  const one = world.provider({ id: 'one' });
  const run = runComparison({ ...world.settings, providers: [one], maxUsd: 0.59 }, fakeMeasures);
  await expect(run).rejects.toMatchObject({
    code: 'budget-exceeded',
    message:
      'The samples are quoted $0.60; maxUsd allows $0.59. Nothing was sent: ask for fewer repeats, requests or providers, or raise maxUsd.',
  });
  expect(existsSync(world.settings.folder)).toBe(false);
  expect(one.submits).toEqual([]);
});

test.each([
  ['no', () => false],
  ['nothing', () => undefined as unknown as boolean],
])('an estimate that is answered with %s sends nothing', async (_, confirm) => {
  using world = setup();
  const one = world.provider({ id: 'one' });
  const run = runComparison({ ...world.settings, providers: [one], confirm }, fakeMeasures);
  await expect(run).rejects.toMatchObject({ code: 'aborted' });
  expect(one.submits).toEqual([]);
});

/** A vendor that charges more than its price list says. */
function dearer(provider: VideoProvider, usdMicros: number): VideoProvider {
  return {
    ...provider,
    async poll(task, options) {
      const status = await provider.poll(task, options);
      return status.state === 'succeeded' ? { ...status, cost: { usdMicros } } : status;
    },
  };
}

test('where vendors charge more than they quote, no sample is begun that could go beyond maxUsd', async () => {
  using world = setup();
  const one = world.provider({ id: 'one', usd: { 5: 0.3 } });
  const settings = {
    ...world.settings,
    providers: [dearer(one, 500_000)],
    repeats: 6,
    maxUsd: 1.9,
    concurrency: 2,
  };
  const run = await runComparison(settings, fakeMeasures);
  // 0.5 each: after three, 0.4 are left, and 0.3 fit; after four there is nothing left.
  expect(one.charges).toBe(4);
  expect(run.endedEarly).toBe('budget-exceeded');
  expect(run.finishedAt).toBeUndefined();
  const unsent = run.samples.filter(({ state }) => state === 'pending');
  expect(unsent.map(({ code }) => code)).toEqual(['budget-exceeded', 'budget-exceeded']);
  const refused = runComparison(settings, fakeMeasures);
  await expect(refused).rejects.toMatchObject({ code: 'budget-exceeded' });
  const more = await runComparison({ ...settings, maxUsd: 4 }, fakeMeasures);
  expect(one.charges).toBe(6);
  expect(more).toMatchObject({ id: run.id, maxUsd: 4 });
  expect(more.endedEarly).toBeUndefined();
  expect(more.finishedAt).toBeDefined();
});

test('a run that goes on tells what it has cost, and asks for the rest alone', async () => {
  using world = setup();
  const one = world.provider({ id: 'one', usd: { 5: 0.3 } });
  const abort = new AbortController();
  const settings = { ...world.settings, providers: [one], repeats: 4, concurrency: 1 };
  await runComparison(
    { ...settings, signal: abort.signal, onProgress: ({ done }) => done === 1 && abort.abort() },
    fakeMeasures,
  );
  expect(one.charges).toBe(1);
  const asked: ComparisonEstimate[] = [];
  const confirm = (estimate: ComparisonEstimate) => asked.push(estimate) > 0;
  const run = await runComparison({ ...settings, confirm }, fakeMeasures);
  expect(asked).toMatchObject([{ samples: 3, usdMicros: 900_000, spentUsdMicros: 300_000 }]);
  expect(one.charges).toBe(4);
  // Nothing is left to be sent, so nobody is asked.
  const again = await runComparison({ ...settings, confirm: () => false }, fakeMeasures);
  expect(again).toEqual(run);
});

test('what the ledger adds up has no midnight: the budget is the whole run’s', async () => {
  const seen: unknown[] = [];
  const inner: Ledger = {
    ...memoryLedger(),
    commit: async (change) => void seen.push(change),
    find: async (_topic, query) => {
      seen.push(query);
      throw new Error('only looked at');
    },
  };
  const ledger = toRunLedger(inner);
  await ledger.find('spent', { since: 1_000 }).catch(() => {});
  await ledger.find('outcomes', { since: 1_000 }).catch(() => {});
  const limits = [{ name: 'budget.perDayUsd', since: 1_000, usdMicros: 5 }];
  // The ledger looks at nothing of a job here.
  const change = { job: {}, events: [], limits } as unknown as Parameters<Ledger['commit']>[0];
  await ledger.commit(change);
  await ledger.commit({ heartbeat: { owner: 'me', aliveUntil: 9 } });
  expect(seen).toEqual([
    { since: 0 },
    { since: 1_000 },
    { job: {}, events: [], limits: [{ name: 'budget.perDayUsd', since: 0, usdMicros: 5 }] },
    { heartbeat: { owner: 'me', aliveUntil: 9 } },
  ]);
});

test('a run that crosses midnight has no second budget', async () => {
  using world = setup();
  const one = world.provider({ id: 'one', usd: { 5: 0.3 } });
  const settings = { ...world.settings, providers: [one], repeats: 2, maxUsd: 0.6 };
  await runComparison(settings, fakeMeasures);
  const ledger = toRunLedger(sqliteLedger(toLedgerFile(settings.folder)));
  const tomorrow = world.ports.now() + 86_400_000;
  expect(await ledger.find('spent', { since: tomorrow })).toBe(600_000);
  await ledger.close();
});

test('a run that has reserved its last dollar goes on with the sample that it is for', async () => {
  using world = setup();
  const one = world.provider({ id: 'one', usd: { 5: 0.3 } });
  const abort = new AbortController();
  const interrupted: VideoProvider = {
    ...one,
    async poll(task, options) {
      abort.abort();
      return await one.poll(task, options);
    },
  };
  const settings = { ...world.settings, repeats: 1, maxUsd: 0.3 };
  const { signal } = abort;
  await runComparison({ ...settings, providers: [interrupted], signal }, fakeMeasures);
  const run = await runComparison({ ...settings, providers: [one] }, fakeMeasures);
  expect(run.samples).toMatchObject([{ state: 'succeeded' }]);
  expect(one.charges).toBe(1);
});

/** A guard over 100 micro-dollars, on a ledger that says what a test says. */
function guarded() {
  let spent = 0;
  const ledger: Ledger = {
    ...memoryLedger(),
    // The guard asks for nothing else.
    find: async () => spent as never,
  };
  const guard = createSpendGuard(ledger, 100);
  return {
    guard,
    spend: (amount: number) => {
      spent = amount;
    },
    /** What an admission came to after whatever can happen by itself has happened. */
    async lookAt(admission: Promise<boolean>): Promise<boolean | 'waits'> {
      const later = new Promise<'waits'>((resolve) => setImmediate(() => resolve('waits')));
      return await Promise.race([admission, later]);
    },
  };
}

test('a guard counts what is about to be spent until the ledger does', async () => {
  const { guard, spend, lookAt } = guarded();
  expect(await guard.admit('a', 60)).toBe(true);
  const second = guard.admit('b', 60);
  expect(await lookAt(second)).toBe('waits');
  spend(60);
  guard.noteIntent('a');
  expect(await lookAt(second)).toBe('waits');
  const third = guard.admit('c', 40);
  expect(await lookAt(third)).toBe('waits');
  // The task of a failed and costs nothing.
  spend(0);
  guard.release('a');
  expect(await lookAt(second)).toBe(true);
  expect(await lookAt(third)).toBe(true);
});

test('a guard refuses where nothing is under way that could turn out to cost less', async () => {
  const { guard, spend } = guarded();
  spend(60);
  expect(await guard.admit('a', 41)).toBe(false);
  expect(await guard.admit('b', 40)).toBe(true);
  spend(100);
  guard.noteIntent('b');
  const waiting = guard.admit('c', 1);
  guard.release('b');
  expect(await waiting).toBe(false);
});

test('what is about to be spent counts once, when the ledger counts it', async () => {
  const { guard, spend } = guarded();
  expect(await guard.admit('a', 50)).toBe(true);
  spend(50);
  guard.noteIntent('a');
  expect(await guard.admit('b', 50)).toBe(true);
});
