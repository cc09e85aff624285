import { jsonTextSchema } from '@vidgate/core/http';
import { z } from 'zod';

// What is only nice to know is never a reason to call an answer about a paid task unreadable.
const text = z.string().nullish().catch(undefined);
const stamp = z.number().nonnegative().nullish().catch(undefined);

/** @see https://apixo.ai/docs/api-reference/generate-task (checked 2026-11-21) */
export const submittedSchema = z.object({ data: z.object({ taskId: z.string().min(1) }) });

/** @see https://apixo.ai/docs/api-reference/status-task (checked 2026-11-21) */
export const statusSchema = z.object({
  data: z.object({
    state: z.string(),
    resultJson: text,
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

/** `data` is a bare number of dollars. @see https://apixo.ai/docs/api-reference/system (checked 2026-11-21) */
export const balanceSchema = z.object({ data: z.number() });

/** A delivery is the envelope of a status. @see https://apixo.ai/docs/api-reference/webhooks (checked 2026-11-21) */
export const deliverySchema = jsonTextSchema.pipe(submittedSchema);

/** @see https://apixo.ai/docs/api-reference/errors (checked 2026-11-21) */
export const envelopeSchema = z.object({
  code: z.number().nullish().catch(undefined),
  message: text,
  failCode: text,
  data: z.object({ error: text, failCode: text }).nullish().catch(undefined),
});
