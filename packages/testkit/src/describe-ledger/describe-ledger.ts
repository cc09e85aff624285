import { describe } from 'vitest';
import { describeAttempts } from './attempts.ts';
import { describeClosing } from './closing.ts';
import { describeIdempotencyKeys } from './idempotency-keys.ts';
import { describeJobEvents } from './job-events.ts';
import type { LedgerHarness } from './ledger-harness.ts';
import { describeMedia } from './media.ts';
import { describeOrphans } from './orphans.ts';
import { describePages } from './pages.ts';
import { describeRefusedChanges } from './refused-changes.ts';
import { describeRemoval } from './removal.ts';
import { describeRoundTrip } from './round-trip.ts';
import { describeSpend } from './spend.ts';
import { describeStatistics } from './statistics.ts';
import { describeVersions } from './versions.ts';

/**
 * Registers the contract that every ledger keeps, as vitest cases.
 *
 * Covers the rules that keep money safe (one change per version, one live attempt per job, one
 * attempt per task, one job per key, no limit overspent, all of a change or nothing), also when two handles race, and
 * what is read back. What a store does when its disk, its file or its network fails is left to its
 * own tests.
 *
 * @example
 * ```ts
 * describeLedger('memoryLedger', { open: memoryLedger, durable: false });
 * ```
 */
export function describeLedger(name: string, harness: LedgerHarness): void {
  describe(`${name} keeps the ledger contract`, () => {
    describeVersions(harness);
    describeAttempts(harness);
    describeIdempotencyKeys(harness);
    describeRefusedChanges(harness);
    describeJobEvents(harness);
    describePages(harness);
    describeMedia(harness);
    describeOrphans(harness);
    describeSpend(harness);
    describeStatistics(harness);
    describeRemoval(harness);
    describeRoundTrip(harness);
    describeClosing(harness);
  });
}
