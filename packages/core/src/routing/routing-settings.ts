import { z } from 'zod';
import { describeIssues } from '../request/describe-issues.ts';

const ids = z
  .array(z.string({ error: 'a provider id' }), { error: 'an array of provider ids' })
  .readonly()
  .optional();
const dollars = 'a number of dollars above 0';
const milliseconds = 'a number of milliseconds of at least 0';

export const routingSchema = z.strictObject({
  sort: z.enum(['price'], { error: 'price' }).optional(),
  order: ids,
  only: ids,
  ignore: ids,
  maxUsd: z.number({ error: dollars }).positive({ error: dollars }).optional(),
  allowFallbacks: z.boolean({ error: 'true or false' }).optional(),
  maxWaitMs: z.number({ error: milliseconds }).min(0, { error: milliseconds }).optional(),
});

/** How a provider is chosen: for a whole gateway, or for one request on top of that. */
export interface RoutingSettings {
  /** `price`: the cheapest healthy offer first. @default 'price' */
  readonly sort?: 'price' | undefined;
  /** Provider ids in the order they are to be tried; those not named follow by `sort`. */
  readonly order?: readonly string[] | undefined;
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
  return (['order', 'only', 'ignore'] as const).flatMap((name) =>
    (parsed.data[name] ?? [])
      .filter((id) => !providerIds.includes(id))
      .map((id) => `routing.${name}: no provider "${id}"; configured: ${providerIds.join(', ')}`),
  );
}
