import { z } from 'zod';
import { errorRecordSchema } from '../job/error-record-schema.ts';
import { archivedFileSchema, attemptSchema, jobSchema, taskRefSchema } from '../job/job.ts';
import type { JobEvent, JobEventType } from '../job/job-event.ts';

type EventSchemas = {
  readonly [Type in JobEventType]: z.ZodType<Extract<JobEvent, { readonly type: Type }>>;
};

const attemptId = z.string();
const error = errorRecordSchema;
const vendorState = z.string();
const { cost } = attemptSchema.shape;
const by = attemptSchema.shape.abandonedBy.unwrap().default('person');
const times = z.object({ createdAt: z.number().optional(), completedAt: z.number().optional() });
const { assets, staged } = jobSchema.options[0].shape;
const archived = archivedFileSchema;
const reason = jobSchema.options[3].shape.heldReason;

/** Events as the ledger keeps them; a type that is missing here does not compile. */
const schemas: EventSchemas = {
  'job-created': of('job-created', { job: jobSchema }),
  'frames-staged': of('frames-staged', { staged }),
  'attempt-intended': of('attempt-intended', { attempt: attemptSchema }),
  'attempt-accepted': of('attempt-accepted', {
    attemptId,
    task: taskRefSchema,
    by: z.enum(['answer', 'replay', 'look-up', 'webhook', 'person']),
    cost,
  }),
  'attempt-rejected': of('attempt-rejected', { attemptId, error }),
  'attempt-unknown': of('attempt-unknown', { attemptId, error }),
  'attempt-progressed': of('attempt-progressed', { attemptId, vendorState }),
  'attempt-succeeded': of('attempt-succeeded', { attemptId, vendorState, assets, cost, times }),
  'attempt-failed': of('attempt-failed', {
    attemptId,
    vendorState,
    error,
    vendorCode: z.string().optional(),
    cost,
    times,
  }),
  'attempt-abandoned': of('attempt-abandoned', { attemptId, by }),
  'attempt-recovered': of('attempt-recovered', { attemptId, recoveredAs: z.string() }),
  'job-released': of('job-released', { attemptId }),
  'job-taken': of('job-taken', { owner: z.string() }),
  'assets-refreshed': of('assets-refreshed', { assets }),
  'asset-archived': of('asset-archived', { index: z.int(), archived }),
  'archive-given-up': of('archive-given-up', { error }),
  'cancel-requested': of('cancel-requested', {}),
  'job-held': of('job-held', { reason, error }),
  'job-succeeded': of('job-succeeded', {}),
  'job-failed': of('job-failed', { error }),
  'job-canceled': of('job-canceled', {}),
};

function of<Type extends JobEventType, Fields extends z.ZodRawShape>(type: Type, fields: Fields) {
  return z.object({ ...fields, type: z.literal(type), at: z.number() });
}

/** The event that a text holds, or nothing where it cannot be read. */
export function readJobEvent(body: string): JobEvent | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const type = typeof value === 'object' && value !== null && Reflect.get(value, 'type');
    const schema = Object.entries(schemas).find(([name]) => name === type)?.[1];
    return schema?.safeParse(value).data;
  } catch {
    return undefined;
  }
}
