import { z } from 'zod';

/** A string that holds JSON, as some vendors send their results. */
export const jsonTextSchema: z.ZodType<unknown, string> = z
  .string()
  .transform((value, context): unknown => {
    try {
      return JSON.parse(value);
    } catch {
      context.addIssue('no JSON');
      return z.NEVER;
    }
  });
