import { amountSchema, boundText, textSchema } from '@vidgate/core/http';
import { z } from 'zod';

// What is only nice to know is never a reason to call an answer about a paid task unreadable.
const text = textSchema.nullish().catch(undefined);
const amount = amountSchema.nullish().catch(undefined);

/**
 * A UUID, a nanoid, a number, or `uuid:model/with/slashes`: opaque. A number too large to be read to
 * its last digit would be another task's id.
 */
const taskId = z.union([z.string().min(1), z.int()]).transform(String);

/** `tokens_used` is an older name of `credits_used`. */
const usageSchema = z.object({ credits_used: amount, tokens_used: amount, usd_spent: amount });

export type Usage = z.output<typeof usageSchema>;

const meta = z.object({ usage: usageSchema.nullish() }).nullish().catch(undefined);

/** The pages call the id `id`, the page on tracing `generation_id`. */
export const submittedSchema = z.union([
  z.object({ id: taskId, meta }),
  z
    .object({ generation_id: taskId, meta })
    .transform((body) => ({ ...body, id: body.generation_id })),
]);

/** `{name, message}`, fal's `{detail: [{msg, type}]}` (its models are served here too), or a text. */
export const errorSchema = z.union([
  textSchema.transform((message) => ({ name: undefined, message })),
  z
    .object({ detail: z.array(z.object({ msg: z.string(), type: text })).min(1) })
    .transform(({ detail }) => ({
      name: detail[0]?.type,
      message: boundText(detail.map(({ msg }) => msg).join('; ')),
    })),
  z.object({ name: text, message: text }),
]);

/** @see https://docs.aimlapi.com/api-references/video-models/kling-ai/v2.5-turbo-pro-text-to-video (checked 2026-11-21) */
export const generationSchema = z.object({
  status: textSchema,
  video: z
    .object({ url: z.url({ protocol: /^https?$/ }), content_type: text, file_size: amount })
    .nullish()
    .catch(undefined),
  error: errorSchema.nullish().catch(undefined),
  meta,
});

export type Generation = z.output<typeof generationSchema>;

// An account in debt has nothing left.
const balance = z
  .number()
  .transform((usd) => Math.max(0, usd))
  .pipe(amountSchema);

/** @see https://docs.aimlapi.com/api-references/service-endpoints/account-balance (checked 2026-11-21) */
export const billingSchema = z.object({ current_balance: balance, currency: text });

/** @see https://docs.aimlapi.com/api-references/service-endpoints/usage-logs (checked 2026-11-21) */
export const logsSchema = z.object({
  data: z.array(
    z.object({
      inference_id: taskId.nullish().catch(undefined),
      client_request_id: text,
      cost: z.object({ usd: amount, credits: amount }).nullish().catch(undefined),
    }),
  ),
});

export type LogRow = z.output<typeof logsSchema>['data'][number];

// Seen as a number and as a text; what is neither leaves the model without a price.
const duration = z.union([z.string(), z.number()]).transform(String).optional();

// The page names the unit `unit` in its variants; entries of `units` were seen with `name`.
const rate = {
  unit: text,
  name: text,
  price: z.number().nonnegative(),
  per: z.number().positive(),
};

/** @see https://docs.aimlapi.com/api-references/service-endpoints/models-catalogue (checked 2026-11-21) */
const pricingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fixed'), units: z.array(z.object(rate)) }),
  z.object({
    kind: z.literal('variants'),
    variants: z.array(z.object({ when: z.object({ duration }), ...rate })),
  }),
]);

export type Pricing = z.output<typeof pricingSchema>;

export type Rate = Extract<Pricing, { kind: 'fixed' }>['units'][number];

export const catalogueSchema = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      aliases: z.array(z.string()).nullish().catch(undefined),
      // `variable`, and whatever else comes, is no price.
      pricing: pricingSchema.nullish().catch(undefined),
    }),
  ),
});

export type CatalogueModel = z.output<typeof catalogueSchema>['data'][number];
