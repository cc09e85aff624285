import { z } from 'zod';
import { describeIssues } from '../request/describe-issues.ts';

const ids = z
  .array(z.string({ error: 'a provider id' }), { error: 'an array of provider ids' })
  .readonly()
  .optional();
const dollars = 'a number of dollars above 0';
const milliseconds = 'a number of milliseconds of at least 0';
const atLeastZero = 'a number of at least 0';

export const routingSchema = z.strictObject({
  sort: z
    .enum(['price', 'availability', 'balanced'], { error: 'price, availability or balanced' })
    .optional(),
  order: ids,
  only: ids,
  ignore: ids,
  maxUsd: z.number({ error: dollars }).positive({ error: dollars }).optional(),
  allowFallbacks: z.boolean({ error: 'true or false' }).optional(),
  maxWaitMs: z.number({ error: milliseconds }).min(0, { error: milliseconds }).optional(),
  patienceMs: z.number({ error: milliseconds }).min(0, { error: milliseconds }).optional(),
  valueOfTimeUsdPerSecond: z
    .number({ error: atLeastZero })
    .min(0, { error: atLeastZero })
    .optional(),
  weights: z
    .record(z.string(), z.number({ error: atLeastZero }).min(0, { error: atLeastZero }), {
      error: 'an object of weights by provider id',
    })
    .optional(),
});

/** How a provider is chosen: for a whole gateway, or for one request on top of that. */
export interface RoutingSettings {
  /**
   * `price`: the cheapest healthy offer first. `availability`: the one that is likeliest to be done
   * soon. `balanced`: the least expected cost, made of price, odds and the value of time.
   *
   * @default 'price'
   */
  readonly sort?: 'price' | 'availability' | 'balanced' | undefined;
  /** Provider ids in the order they are to be tried; those not named follow by `sort`. */
  readonly order?: readonly string[] | undefined;
  /**
   * How jobs are split, by provider id: `{ first: 80, second: 20 }` sends four of five to `first`.
   * Drawn by the job's id, so a job keeps its draw; the others follow, and then those without a weight.
   */
  readonly weights?: Readonly<Record<string, number>> | undefined;
  /** Provider ids that may be used; all others are left out. */
  readonly only?: readonly string[] | undefined;
  /** Provider ids that may not be used. */
  readonly ignore?: readonly string[] | undefined;
  /**
   * The most that one job may cost in dollars, all its attempts together. A price that is unknown
   * is then no candidate.
   */
  readonly maxUsd?: number | undefined;
  /** Whether another provider may be tried after the first candidate. @default true */
  readonly allowFallbacks?: boolean | undefined;
  /** How long a job waits for providers that are out for now, in milliseconds. @default 600_000 */
  readonly maxWaitMs?: number | undefined;
  /**
   * How long a job waits for a better provider that is only full or paused, before it takes the next
   * one, in milliseconds. Under `availability` it never waits; under `balanced` only as long as the
   * time is worth it. @default 60_000
   */
  readonly patienceMs?: number | undefined;
  /** What a second of waiting is worth under `balanced`, in dollars. @default 0.0005 */
  readonly valueOfTimeUsdPerSecond?: number | undefined;
}

/**
 * Finds what is wrong with routing settings, given the providers that are configured.
 *
 * @returns a sentence per problem that names the setting, its value and what is allowed
 */
export function findRoutingProblems(
  settings: RoutingSettings,
  providerIds: readonly string[],
): readonly string[] {
  const parsed = routingSchema.safeParse(settings);
  if (!parsed.success) {
    const problems = describeIssues(parsed.error, settings, Object.keys(routingSchema.shape));
    return problems.map((problem) =>
      problem.startsWith('got ') ? `routing: ${problem}` : `routing.${problem}`,
    );
  }
  const { order = [], only = [], ignore = [], weights = {} } = parsed.data;
  const named = { order, only, ignore, weights: Object.keys(weights) };
  return Object.entries(named).flatMap(([name, ids]) =>
    ids
      .filter((id) => !providerIds.includes(id))
      .map((id) => `routing.${name}: no provider "${id}"; configured: ${providerIds.join(', ')}`),
  );
}
