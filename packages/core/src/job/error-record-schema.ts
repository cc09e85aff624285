import { z } from 'zod';
import type { ErrorCode, ErrorRecord, Operation } from '../video-gateway-error.ts';

// A code of a newer version must not make a job unreadable, so only its form is checked.
const code = z.custom<ErrorCode>((value) => typeof value === 'string' && /^[a-z-]+$/.test(value));
const operation = z.custom<Operation>(
  (value) => typeof value === 'string' && /^[a-z-]+$/.test(value),
);

/** An error as the ledger keeps it. */
export const errorRecordSchema: z.ZodType<ErrorRecord> = z.object({
  code,
  message: z.string(),
  outcome: z.enum(['rejected', 'accepted', 'unknown']),
  charged: z.enum(['yes', 'no', 'unknown']),
  provider: z.string().optional(),
  operation: operation.optional(),
  jobId: z.string().optional(),
  taskId: z.string().optional(),
  status: z.number().optional(),
  requestId: z.string().optional(),
  retryAfterMs: z.number().optional(),
  reshaped: z.boolean().optional(),
  cause: z.object({ code: z.string(), call: z.string().optional() }).optional(),
});
