import { amountSchema, jsonTextSchema, textSchema } from '@vidgate/core/http';
import { z } from 'zod';

// What is only nice to know is never a reason to call an answer about a paid job unreadable.
const text = textSchema.nullish().catch(undefined);
const amount = amountSchema.nullish().catch(undefined);
const stamp = z.iso.datetime({ offset: true }).transform(Date.parse).nullish().catch(undefined);
const link = z.url({ protocol: /^https?$/ });

/** @see https://api.apiframe.ai/v2/openapi.json "JobAccepted" (checked 2026-11-21) */
export const acceptedSchema = z.object({ jobId: z.string().min(1) });

/** @see https://api.apiframe.ai/v2/openapi.json "Job" (checked 2026-11-21) */
export const jobSchema = z.object({
  status: textSchema,
  progress: z.number().min(0).max(100).nullish().catch(undefined),
  result: z.unknown().optional(),
  error: text,
  creditCost: amount,
  createdAt: stamp,
  completedAt: stamp,
  expired: z.boolean().nullish().catch(undefined),
});

export type Job = z.output<typeof jobSchema>;

/** The specification leaves `result` open; the pages and the vendor's examples show these three. */
export const resultSchema = z.union([
  link.transform((url) => [url]),
  z.object({ videoUrl: link }).transform(({ videoUrl }) => [videoUrl]),
  z.object({ videos: z.array(link) }).transform(({ videos }) => videos),
]);

/** @see https://docs-v2.apiframe.ai/docs/webhooks (checked 2026-11-21) */
export const deliverySchema = jsonTextSchema.pipe(z.object({ jobId: z.string().min(1) }));

// An account in debt has nothing left.
const credits = z
  .number()
  .transform((left) => Math.max(0, left))
  .pipe(amountSchema);

/** A key without a team has no credits of its own. @see "Me" in the specification (checked 2026-11-21) */
export const meSchema = z.object({ team: z.object({ credits }).nullable() });

/** @see https://api.apiframe.ai/v2/openapi.json "ModelCatalog" (checked 2026-11-21) */
export const catalogSchema = z.object({
  models: z.array(
    z.object({ id: z.string(), costMin: amount, costMax: amount, pricingMode: text }),
  ),
});

export type CatalogModel = z.output<typeof catalogSchema>['models'][number];

/** @see https://api.apiframe.ai/v2/openapi.json "Upload" (checked 2026-11-21) */
export const uploadSchema = z.object({ url: link, expiresAt: stamp });

/** @see https://api.apiframe.ai/v2/openapi.json "ValidationError", "InsufficientCredits" (checked 2026-11-21) */
export const faultSchema = z.object({
  error: text,
  details: z
    .record(z.string(), z.union([z.string(), z.array(z.string())]))
    .nullish()
    .catch(undefined),
  creditsRequired: amount,
  creditsAvailable: amount,
});
