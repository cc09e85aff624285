import type { Plan } from './plan.ts';

/** When the first of those is back who are only out for now; infinite where nobody will be. */
export function toEarliestReturn({ excluded }: Pick<Plan, 'excluded'>): number {
  return Math.min(...excluded.map(({ until }) => until ?? Number.POSITIVE_INFINITY));
}
