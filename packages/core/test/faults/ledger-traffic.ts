import type { Ledger } from '@vidgate/core';

/** Knows what is under way between processes and their ledgers. */
export interface LedgerTraffic {
  /** The same ledger, watched. */
  watch(ledger: Ledger): Ledger;
  /** Waits until nothing is under way: a disk takes real time, while the clocks of tests do not. */
  idle(): Promise<void>;
}

/** After a call so many turns of the event loop may pass before the next one is made. */
const turnsBetween = 4;

export function createLedgerTraffic(): LedgerTraffic {
  const calls = new Set<Promise<unknown>>();
  const track = <T>(call: Promise<T>): Promise<T> => {
    const end = (): void => void calls.delete(call);
    calls.add(call);
    call.then(end, end);
    return call;
  };
  return {
    watch: (ledger) => ({
      shared: ledger.shared,
      load: (jobId) => track(ledger.load(jobId)),
      find: (topic, query) => track(ledger.find(topic, query)),
      commit: (change) => track(ledger.commit(change)),
      close: () => ledger.close(),
    }),
    async idle() {
      for (let quietTurns = 0; quietTurns < turnsBetween; quietTurns += 1) {
        if (calls.size > 0) quietTurns = 0;
        await Promise.allSettled(calls);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}
