import { z } from 'zod';

/** Where the simulated vendors listen, and the keys that they take. */
export const vendorsReadySchema = z.object({
  type: z.literal('vendors-ready'),
  baseUrls: z.record(z.string(), z.string()),
  keys: z.record(z.string(), z.string()),
});

/** Every task that a vendor made, and whether it was billed. */
export const billSchema = z.object({
  type: z.literal('bill'),
  tasks: z.array(
    z.object({
      vendor: z.string(),
      taskId: z.string(),
      prompt: z.string(),
      billed: z.boolean(),
    }),
  ),
});

export const workerReadySchema = z.object({ type: z.literal('worker-ready'), port: z.number() });

/** What a worker is told on its command line. */
export const workerSettingsSchema = z.object({
  file: z.string(),
  webhooks: z.string(),
  baseUrls: z.record(z.string(), z.string()),
  keys: z.record(z.string(), z.string()),
  first: z.int(),
  last: z.int(),
  bug: z.string().optional(),
});

export type WorkerSettings = z.output<typeof workerSettingsSchema>;
export type BilledTask = z.output<typeof billSchema>['tasks'][number];

/** Who asks what of the process of the simulated vendors. */
export const bugs = ['submit-after-crash', 'retry-on-time-out'] as const;
