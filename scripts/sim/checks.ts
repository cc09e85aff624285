import type { History } from './history.ts';

/** What must be true of every world, whatever goes wrong in it. */
export const rules = {
  'charged-once': 'a job is charged once, and more often only within its allowance',
  'no-job-lost': 'a job that a caller was told of is in the ledger, and once',
  'no-video-lost': 'a task that is billed belongs to a job that has it, follows it or is in doubt',
  'success-is-true': 'a success is one that the vendor reports, of this very attempt',
  'bill-adds-up': 'a bill lies within what the ledger counts, to the micro where it is told',
  'intent-first': 'what is sent has a durable intent, to the letter',
  'within-budget': 'bills stay within the budget',
  'one-live-attempt': 'a job has one live attempt at most',
  'no-key': 'no key is in what is kept, told or warned of',
  settles: 'when faults stop, every job is final or held within twice the deadline',
} as const;

export type Rule = keyof typeof rules;

/** Something that must never be, and was. */
export interface Violation {
  readonly rule: Rule;
  readonly message: string;
}

/** Counts what was checked and remembers the first thing that was wrong. */
export interface Checks {
  readonly made: number;
  readonly violation: Violation | undefined;
  check(rule: Rule, holds: boolean, describe: () => string): void;
}

export function createChecks(history: History): Checks {
  let made = 0;
  let violation: Violation | undefined;
  return {
    get made() {
      return made;
    },
    get violation() {
      return violation;
    },
    check(rule, holds, describe) {
      made += 1;
      if (holds || violation !== undefined) return;
      violation = { rule, message: describe() };
      history.note(`VIOLATION of "${rules[rule]}": ${violation.message}`);
    },
  };
}
