import type { Plan } from './plan.ts';

/** All reasons of a plan as one line of sentences. */
export function describeExclusions(plan: Pick<Plan, 'excluded'>): string {
  return plan.excluded.map(({ reason, message }) => `[${reason}] ${message}`).join(' ');
}
