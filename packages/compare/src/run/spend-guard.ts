import type { Ledger } from '@vidgate/core';

/** Lets a sample begin only where the run can pay for it. */
export interface SpendGuard {
  /**
   * Whether a sample of this quote still fits, with all that was spent, is reserved, or is about to
   * be. Where it does not while others are under way, it waits: one of them may cost nothing after all.
   */
  admit(sampleId: string, usdMicros: number): Promise<boolean>;
  /** Its job has an attempt from now on, which the ledger counts. */
  noteIntent(sampleId: string): void;
  /** It is over, or is no longer followed. */
  release(sampleId: string): void;
}

/**
 * The ledger refuses what goes beyond the budget by itself; this keeps a sample from being begun, and
 * counted as failed, that would be refused there.
 */
export function createSpendGuard(ledger: Ledger, maxUsdMicros: number): SpendGuard {
  /** What samples under way are quoted, until the ledger counts them. */
  const open = new Map<string, number>();
  let changed = Promise.withResolvers<void>();
  let turn: Promise<unknown> = Promise.resolve();

  const notify = (): void => {
    changed.resolve();
    changed = Promise.withResolvers<void>();
  };

  const admit = async (sampleId: string, usdMicros: number): Promise<boolean> => {
    for (;;) {
      const next = changed.promise;
      const starting = [...open.values()].reduce((sum, quote) => sum + quote, 0);
      const spent = await ledger.find('spent', { since: 0 });
      if (spent + starting + usdMicros <= maxUsdMicros) {
        open.set(sampleId, usdMicros);
        return true;
      }
      if (open.size === 0) return false;
      await next;
    }
  };

  return {
    // One at a time, so that two cannot both take the last dollar.
    admit(sampleId, usdMicros) {
      const admitted = turn.then(() => admit(sampleId, usdMicros));
      turn = admitted.catch(() => {});
      return admitted;
    },
    noteIntent(sampleId) {
      if (!open.has(sampleId)) return;
      open.set(sampleId, 0);
      notify();
    },
    release(sampleId) {
      if (open.delete(sampleId)) notify();
    },
  };
}
