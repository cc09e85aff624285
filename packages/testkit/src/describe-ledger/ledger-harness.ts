import type { Ledger } from '@vidgate/core';

/** What {@link describeLedger} needs to put a ledger to the test. Declare or fail. */
export type LedgerHarness = LastingLedgerHarness | PassingLedgerHarness;

/** Of a ledger whose knowledge outlives its handle and its process. */
export interface LastingLedgerHarness {
  /** A ledger on a store of its own, which is empty. The suite closes it. */
  open(): Ledger | Promise<Ledger>;
  readonly durable: true;
  /**
   * Another handle on the store of a ledger that `open` gave, as another process would have it; that
   * ledger may still be in use, or closed.
   */
  reopen(ledger: Ledger): Ledger | Promise<Ledger>;
}

/** Of a ledger that forgets: the suite asserts that it is honest about it. */
export interface PassingLedgerHarness {
  /** A ledger on a store of its own, which is empty. The suite closes it. */
  open(): Ledger | Promise<Ledger>;
  readonly durable: false;
}
