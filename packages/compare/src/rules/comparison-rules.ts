import { z } from 'zod';

function atLeast(least: number, allowed: string): z.ZodNumber {
  return z.number({ error: allowed }).min(least, { error: allowed });
}

function atMost(bound: z.ZodNumber, most: number, allowed: string): z.ZodNumber {
  return bound.max(most, { error: allowed });
}

/** Says which fields there are, and where a field is unknown, that it is. */
function fieldsMessage(fields: readonly string[]) {
  return ({ code }: { readonly code?: string | undefined }): string =>
    `${code === 'unrecognized_keys' ? 'unknown' : 'not a group of fields'}; allowed: ${fields.join(', ')}`;
}

/** A bound alone, which is held against the figure itself, or with what it is held against. */
function withBasis(bound: z.ZodNumber, allowed: string) {
  const basis = z.enum(['value', 'interval'], { error: 'value or interval' }).default('value');
  const fields = { bound, by: basis };
  const group = z.strictObject(fields, { error: fieldsMessage(Object.keys(fields)) });
  return z.union([bound, group], { error: `${allowed}, or { bound, by: value or interval }` });
}

const usd = 'dollars, a number of at least 0';
const seconds = 'seconds, a number of at least 0';
const share = 'a share from 0 to 1, such as 0.9';
const drift = 'a share of at least 0, such as 0.1';
const similarity = 'a structural similarity from -1 to 1, such as 0.95';
const count = 'a whole number of at least 0';
const similarityBound = atMost(atLeast(-1, similarity), 1, similarity);

const bounds = {
  /** Mean dollars that a sample costs: charged where known, else quoted. */
  costAtMost: withBasis(atLeast(0, usd), usd),
  /** Dollars of all samples by seconds of video that play. */
  usdPerSecondAtMost: withBasis(atLeast(0, usd), usd),
  /** Median seconds from submit to end of the samples that succeeded. */
  medianSecondsAtMost: withBasis(atLeast(0, seconds), seconds),
  /** 95th percentile of these seconds; it takes 20 samples. */
  p95SecondsAtMost: atLeast(0, seconds),
  /** Share of the finished samples that succeeded. */
  successAtLeast: withBasis(atMost(atLeast(0, share), 1, share), share),
  /** Mean structural similarity of the first frame to the start frame that was asked for. */
  startFidelityAtLeast: withBasis(similarityBound, similarity),
  /** Mean structural similarity of the last frame to the end frame that was asked for. */
  endFidelityAtLeast: withBasis(similarityBound, similarity),
  /** How far charges are from their quotes, as a share of the quotes. */
  priceDriftAtMost: withBasis(atLeast(0, drift), drift),
  /** How many samples may be held. */
  heldAtMost: z.int({ error: count }).min(0, { error: count }),
};

const optionalBounds = z.strictObject(bounds).partial();
const ruleNameSchema = optionalBounds.keyof();

/** What a rule is called, such as `costAtMost`. */
export type RuleName = z.output<typeof ruleNameSchema>;

/** The rules, in the order in which they are checked. */
export const ruleNames: readonly RuleName[] = ruleNameSchema.options;

const without = z
  .array(z.enum(ruleNames, { error: `one of ${ruleNames.join(', ')}` }), {
    error: 'a list of rules',
  })
  .readonly()
  .optional();

const overridesSchema = z.strictObject(
  { ...optionalBounds.shape, without },
  { error: fieldsMessage([...ruleNames, 'without']) },
);

/**
 * What a comparison has to keep to: bounds for every provider, and under `providers`, by provider id,
 * bounds that replace these for one of them, or rules that it goes `without`.
 *
 * A bound is a number, or `{ bound, by }`. By `value`, the default, the figure that was measured is held
 * against it: what is asked is what happened. By `interval` it is the end of the figure's 95 % interval
 * that is harder to keep, which says something of the provider, and fails under 5 samples; a perfect
 * record reaches a success of 0.9 that way from 35 samples on.
 */
export const comparisonRulesSchema = z
  .strictObject(
    {
      ...optionalBounds.shape,
      providers: z
        .record(z.string(), overridesSchema, { error: 'rules by the ids of providers' })
        .optional(),
    },
    { error: fieldsMessage([...ruleNames, 'providers']) },
  )
  .refine(
    ({ providers = {}, ...rules }) =>
      [rules, ...Object.values(providers)].some((own) => ruleNames.some((rule) => rule in own)),
    {
      error: `at least one rule: ${ruleNames.join(', ')}`,
      // A misspelt rule is told as such, not as none.
      when: ({ issues }) => issues.length === 0,
    },
  );

/** Rules as `parseComparisonRules` gives them; in code they can be written as they are. */
export type ComparisonRules = z.output<typeof comparisonRulesSchema>;
