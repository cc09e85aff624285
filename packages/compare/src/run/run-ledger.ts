import type { Ledger, LedgerQuestions } from '@vidgate/core';

/**
 * A ledger for which a day's budget is the whole run's: it adds up from its beginning, so a run that
 * crosses midnight, or goes on next week, has no second budget. What enforces it is still the commit
 * of the intent to spend, across processes.
 */
export function toRunLedger(ledger: Ledger): Ledger {
  return {
    shared: ledger.shared,
    load: (jobId) => ledger.load(jobId),
    commit: (change) =>
      ledger.commit(
        'limits' in change && change.limits !== undefined
          ? { ...change, limits: change.limits.map((limit) => ({ ...limit, since: 0 })) }
          : change,
      ),
    find: <Topic extends keyof LedgerQuestions>(topic: Topic, query: LedgerQuestions[Topic]) =>
      ledger.find(topic, topic === 'spent' ? { ...query, since: 0 } : query),
    close: () => ledger.close(),
  };
}
