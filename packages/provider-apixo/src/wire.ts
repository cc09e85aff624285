import { amountSchema, jsonTextSchema, textSchema } from '@vidgate/core/http';
import { z } from 'zod';

// What is only nice to know is never a reason to call an answer about a paid task unreadable.
const text = textSchema.nullish().catch(undefined);
// The last moment that a date can hold.
const stamp = z.number().min(0).max(8.64e15).nullish().catch(undefined);

/** A number too large to be read to its last digit would be another task's id. */
const taskId = z.union([z.string().min(1), z.int()]).transform(String);

/** @see https://apixo.ai/docs/api-reference/generate-task (checked 2026-11-21) */
export const submittedSchema = z.object({ data: z.object({ taskId }) });

/** @see https://apixo.ai/docs/api-reference/status-task (checked 2026-11-21) */
export const statusSchema = z.object({
  data: z.object({
    state: textSchema,
    resultJson: z.string().nullish().catch(undefined),
    failCode: text,
    failMsg: text,
    createTime: stamp,
    completeTime: stamp,
  }),
});

export type StatusData = z.output<typeof statusSchema>['data'];

export const resultJsonSchema = jsonTextSchema.pipe(
  z.object({ resultUrls: z.array(z.url({ protocol: /^https?$/ })) }),
);

// An account in debt has nothing left.
const balance = z
  .number()
  .transform((usd) => Math.max(0, usd))
  .pipe(amountSchema);

/** `data` is a bare number of dollars. @see https://apixo.ai/docs/api-reference/system (checked 2026-11-21) */
export const balanceSchema = z.object({ data: balance });

/** A delivery is the envelope of a status. @see https://apixo.ai/docs/api-reference/webhooks (checked 2026-11-21) */
export const deliverySchema = jsonTextSchema.pipe(submittedSchema);

/** @see https://apixo.ai/docs/api-reference/errors (checked 2026-11-21) */
export const envelopeSchema = z.object({
  code: z.number().nullish().catch(undefined),
  message: text,
  failCode: text,
  data: z.object({ error: text, failCode: text }).nullish().catch(undefined),
});
