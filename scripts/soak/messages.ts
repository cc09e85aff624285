import { z } from 'zod';

/** Where the simulated vendors listen, and the keys that they take. */
export const vendorsReadySchema = z.object({
  type: z.literal('vendors-ready'),
  vendors: z.record(z.string(), z.object({ baseUrl: z.string(), apiKey: z.string() })),
});

export type VendorAccounts = z.output<typeof vendorsReadySchema>['vendors'];

/** What the vendors have billed, by the job that the prompt names, and the faults that have struck. */
export const billSchema = z.object({
  type: z.literal('bill'),
  charges: z.record(z.string(), z.number()),
  faults: z.record(z.string(), z.number()),
  requests: z.number(),
  webhooks: z.number(),
});

export type Bill = z.output<typeof billSchema>;

/** The name by which a job is found on a bill. */
export function findJobName(text: string): string {
  return /job-\d+/.exec(text)?.[0] ?? '';
}
