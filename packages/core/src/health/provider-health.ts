import { z } from 'zod';

const timeMs = z.number();

export const offerPriceSchema = z.object({
  duration: z.number(),
  usdMicros: z.int().min(0),
  certainty: z.enum(['exact', 'from', 'estimate']),
  source: z.string(),
  asOf: z.string(),
});

const breakerSchema = z.object({
  /** How often it has opened lately: each time for longer. */
  openings: z.int(),
  /** When a submit was answered again; absent while it is open. */
  closedAt: timeMs.optional(),
  openUntil: timeMs,
  /** What opened it, in a sentence. */
  message: z.string(),
  /** When a free call succeeded after `openUntil`. */
  checkedAt: timeMs.optional(),
  /** One job tries it, or what was under way counts as that; no other one before this time. */
  trialUntil: timeMs.optional(),
});

const restReasons = ['authentication', 'insufficient-balance', 'by-hand'] as const;

export const providerHealthSchema = z.object({
  provider: z.string(),
  /** Counts the commits: the next one must name it. */
  version: z.int(),
  /** Left alone until then, or until a person restores it: its account needs somebody. */
  rest: z
    .object({
      reason: z.enum(restReasons),
      message: z.string(),
      since: timeMs,
      until: timeMs.optional(),
    })
    .optional(),
  /** Its vendor asked to wait. */
  pause: z.object({ until: timeMs, message: z.string() }).optional(),
  /** By our model id: submits are kept away from an offer that loses or refuses them. */
  breakers: z.record(z.string(), breakerSchema),
  /** What was on the account when it was last read. */
  balance: z
    .object({ usdMicros: z.int().optional(), credits: z.number().optional(), readAt: timeMs })
    .optional(),
  /** What its vendor published when that was last read, by our model id. */
  prices: z
    .object({ byModel: z.record(z.string(), z.array(offerPriceSchema).readonly()), readAt: timeMs })
    .optional(),
});

/** What is known of one provider's health: shared by all processes on a ledger. JSON-safe. */
export type ProviderHealth = z.output<typeof providerHealthSchema>;
/** What keeps submits away from an offer that loses or refuses them. JSON-safe. */
export type Breaker = z.output<typeof breakerSchema>;
/** Why a provider is left alone until somebody does something about it. */
export type RestReason = (typeof restReasons)[number];

/** A provider of which nothing is known. */
export function newHealth(provider: string): ProviderHealth {
  return { provider, version: 0, breakers: {} };
}
