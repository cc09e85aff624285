import { jsonTextSchema, textSchema } from '@vidgate/core/http';
import { z } from 'zod';

// Where nothing else is said: the vendor's own client, https://github.com/fal-ai/fal-js (checked 2026-11-21).

// What is only nice to know is never a reason to call an answer about a paid task unreadable.
const text = textSchema.nullish().catch(undefined);

/** A number too large to be read to its last digit would be another task's id. */
const requestId = z.union([z.string().min(1), z.int()]).transform(String);

export const submittedSchema = z.object({ request_id: requestId, status_url: text });

export const statusSchema = z.object({ status: textSchema });

/** @see https://fal.ai/models/fal-ai/kling-video/v2.5-turbo/pro/text-to-video (checked 2026-11-21) */
export const resultSchema = z.object({
  video: z.object({
    url: z.url({ protocol: /^https?$/ }),
    content_type: text,
    file_size: z.number().nonnegative().nullish().catch(undefined),
  }),
});

export type Result = z.output<typeof resultSchema>;

/** What is wrong with one part of the input, which `loc` names. */
const problemSchema = z.object({
  loc: z
    .array(z.union([z.string(), z.number()]))
    .nullish()
    .catch(undefined),
  msg: textSchema,
  type: text,
});

export type Problem = z.output<typeof problemSchema>;

/** A list of problems, or a text. */
export const errorSchema = z.object({
  detail: z.union([z.string().min(1), z.array(problemSchema).min(1)]),
});

export type ErrorDetail = z.output<typeof errorSchema>['detail'];

/** `gateway_request_id` is another one where fal itself has tried again. */
export const deliverySchema = jsonTextSchema.pipe(z.object({ request_id: requestId }));
