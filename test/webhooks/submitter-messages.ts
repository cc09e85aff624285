import { z } from 'zod';
import { vendorNames } from './to-provider.ts';

/** What the process that submits is told on its command line. */
export const submitterSettingsSchema = z.object({
  vendor: z.enum(vendorNames),
  apiKey: z.string(),
  baseUrl: z.string(),
  /** The ledger's file. */
  file: z.string(),
  /** Where the other process listens. */
  webhooks: z.string(),
  /** What its clock shows all the time: the virtual time of the vendors. */
  now: z.number(),
});

export type SubmitterSettings = z.output<typeof submitterSettingsSchema>;

/** What it tells: that a job is recorded, and how a job was found when it was over. */
export const submitterMessageSchema = z.object({
  type: z.enum(['submitted', 'settled']),
  jobId: z.string(),
  state: z.string(),
  attempts: z.number(),
});

export type SubmitterMessage = z.output<typeof submitterMessageSchema>;
