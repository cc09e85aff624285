import { z } from 'zod';

/**
 * An amount that a vendor states, in dollars or credits: 0 to a billion, so that its micro-dollars
 * are a safe integer. Sums of money are wrong for ever after one that is not.
 */
export const amountSchema: z.ZodType<number, number> = z.number().min(0).max(1_000_000_000);
