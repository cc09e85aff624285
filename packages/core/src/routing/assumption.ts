import type { Exclusion } from './find-exclusion.ts';

/** What a drill pretends of a provider. */
export type Assumption = 'down' | 'rate-limited' | 'full' | 'resting' | 'low-balance';

/** By provider id. */
export type Assumptions = Readonly<Record<string, Assumption>>;

export const assumptionNames = [
  'down',
  'rate-limited',
  'full',
  'resting',
  'low-balance',
] as const satisfies readonly Assumption[];

const reasons = {
  down: 'circuit-open',
  'rate-limited': 'rate-limited',
  full: 'at-capacity',
  resting: 'resting',
  'low-balance': 'low-balance',
} as const satisfies Readonly<Record<Assumption, Exclusion['reason']>>;

/** Shorter than patience, so that a drill shows the wait for one that is only full or paused. */
const assumedMs = 30_000;

/** What would stand against a provider if it were as a drill assumes. */
export function toAssumed(
  assumption: Assumption | undefined,
  id: string,
  now: number,
): Exclusion | undefined {
  if (assumption === undefined) return undefined;
  const message = `A drill assumes that ${id} is ${assumption}.`;
  return { reason: reasons[assumption], until: now + assumedMs, message };
}

/** Finds what is wrong with the assumptions of a drill: a sentence per problem. */
export function findAssumptionProblems(
  assume: Assumptions,
  providerIds: readonly string[],
): readonly string[] {
  return Object.entries(assume).flatMap(([id, assumption]) => {
    if (!providerIds.includes(id)) {
      return `assume: no provider "${id}"; configured: ${providerIds.join(', ')}`;
    }
    if (assumptionNames.includes(assumption)) return [];
    return `assume.${id}: got "${assumption}"; allowed: ${assumptionNames.join(', ')}`;
  });
}
