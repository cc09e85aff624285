import { z } from 'zod';
import { jsonValueSchema } from '../request/json-value-schema.ts';
import { videoRequestSchema } from '../request/video-request.ts';
import { routingSchema } from '../routing/routing-settings.ts';
import { errorRecordSchema } from './error-record-schema.ts';

const timeMs = z.number();

const costSchema = z.object({ usdMicros: z.int(), credits: z.number().optional() });

const adaptationSchema = z.object({
  field: z.enum(['cfgScale', 'aspectRatio']),
  requested: z.union([z.number(), z.string()]),
  applied: z.union([z.number(), z.string(), z.null()]),
  reason: z.string(),
});

export const preparedSubmitSchema = z.object({
  model: z.string(),
  body: z.record(z.string(), jsonValueSchema),
  headers: z.record(z.string(), z.string()),
  route: z.string().optional(),
  adaptations: z.array(adaptationSchema).readonly(),
});

export const taskRefSchema = z.object({
  id: z.string(),
  model: z.string(),
  route: z.string().optional(),
});

const quoteSchema = z.object({
  /** Absent where the price is unknown: never 0. */
  usdMicros: z.int().optional(),
  certainty: z.enum(['exact', 'from', 'estimate', 'unknown']),
  source: z.string().optional(),
  asOf: z.string().optional(),
});

export const archivedFileSchema = z.object({
  location: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  mediaType: z.string(),
});

const assetSchema = z.object({
  url: z.string(),
  mediaType: z.string().optional(),
  byteLength: z.number().optional(),
  /** When the vendor may take the file away, in milliseconds since the epoch. */
  expiresAt: timeMs.optional(),
  /** Our own copy, where files are archived. */
  archived: archivedFileSchema.optional(),
});

const attemptStates = [
  'submitting',
  'unknown',
  'accepted',
  'rejected',
  'succeeded',
  'failed',
  'abandoned',
] as const;

export const attemptSchema = z.object({
  id: z.string(),
  provider: z.string(),
  model: z.string(),
  state: z.enum(attemptStates),
  /** Why this provider was chosen, in a sentence. */
  why: z.string(),
  prepared: preparedSubmitSchema,
  quote: quoteSchema,
  task: taskRefSchema.optional(),
  /** What the vendor says it cost. Absent where it does not say. */
  cost: costSchema.optional(),
  error: errorRecordSchema.optional(),
  /** The vendor's own word for the task's state. */
  vendorState: z.string().optional(),
  intendedAt: timeMs,
  /** Until then the process that submits may still get its answer. */
  leaseUntil: timeMs,
  unknownSince: timeMs.optional(),
  acceptedAt: timeMs.optional(),
  endedAt: timeMs.optional(),
  /** Part of the address under which the vendor reports this attempt's end; unguessable. */
  callbackToken: z.string().optional(),
  /** Since when deadlines count, after a person chose to wait on. */
  releasedAt: timeMs.optional(),
  /** Who gave it up. One given up by `policy` makes every later attempt of the job an extra one. */
  abandonedBy: z.enum(['policy', 'person']).optional(),
  /** The job that follows its task, which turned up after this attempt had ended. */
  recoveredAs: z.string().optional(),
  /** By the vendor's clock. */
  vendorCreatedAt: timeMs.optional(),
  /** By the vendor's clock. */
  vendorCompletedAt: timeMs.optional(),
});

export const stagedFrameSchema = z.object({
  url: z.string(),
  expiresAt: timeMs.optional(),
  stagedAt: timeMs.optional(),
});

const heldReasons = [
  'outcome-unknown',
  'stalled',
  'task-not-found',
  'provider-missing',
  'corrupt',
] as const;

const commonFields = {
  id: z.string(),
  /** Counts the commits: the next one must name it. */
  version: z.int(),
  request: videoRequestSchema,
  routing: routingSchema,
  fit: z.enum(['adapt', 'strict']),
  /** The process that drives it, where one does. */
  owner: z.string().optional(),
  idempotencyKey: z.string().optional(),
  /** Of the request, so that another one under the same key is noticed. */
  fingerprint: z.string(),
  attempts: z.array(attemptSchema).readonly(),
  assets: z.array(assetSchema).readonly(),
  cost: z.object({
    /** What the attempts were quoted, less those that surely cost nothing. */
    estimatedUsdMicros: z.int().optional(),
    /** What the vendors say they charged. Absent where one of them does not say. */
    chargedUsdMicros: z.int().optional(),
  }),
  /** Addresses of frames that were given as bytes, by their SHA-256. */
  staged: z.record(z.string(), stagedFrameSchema),
  createdAt: timeMs,
  updatedAt: timeMs,
  /** Since when no provider could take it, where that is so. */
  queuedSince: timeMs,
  /** Set when a copy of the files was not to be had. */
  archiveError: errorRecordSchema.optional(),
  cancelRequestedAt: timeMs.optional(),
  /** Of a job that nobody asked for: it keeps the video of an attempt that had ended without one. */
  recovers: z.object({ jobId: z.string(), attemptId: z.string() }).optional(),
  finishedAt: timeMs.optional(),
};

export const jobSchema = z.discriminatedUnion('state', [
  z.object({ ...commonFields, state: z.literal('queued') }),
  z.object({ ...commonFields, state: z.literal('submitting') }),
  z.object({ ...commonFields, state: z.literal('running') }),
  z.object({
    ...commonFields,
    state: z.literal('held'),
    heldReason: z.enum(heldReasons),
    error: errorRecordSchema,
  }),
  z.object({ ...commonFields, state: z.literal('succeeded'), asset: assetSchema }),
  z.object({ ...commonFields, state: z.literal('failed'), error: errorRecordSchema }),
  z.object({ ...commonFields, state: z.literal('canceled'), asset: assetSchema.optional() }),
]);

/** One request's life: a projection of its events. JSON-safe. */
export type Job = z.output<typeof jobSchema>;
/** Where a job stands; `succeeded`, `failed` and `canceled` are final. */
export type JobState = Job['state'];
/** One submit to one provider. */
export type Attempt = z.output<typeof attemptSchema>;
/** Where an attempt stands. */
export type AttemptState = Attempt['state'];
/** A produced file. The URL is the vendor's and expires. */
export type Asset = z.output<typeof assetSchema>;
/** The price of one request at one offer. */
export type Quote = z.output<typeof quoteSchema>;
/**
 * Why a job waits for a person or for late evidence. `outcome-unknown`: nobody can tell whether the
 * submit was accepted. `stalled`: the vendor does not finish. `task-not-found`: the vendor no longer
 * knows the task. `provider-missing`: it is not configured any more. `corrupt`: its row is unreadable.
 */
export type HeldReason = (typeof heldReasons)[number];
/** Where a frame that was given as bytes can be read. */
export type StagedFrame = z.output<typeof stagedFrameSchema>;

const finalStates: readonly string[] = ['succeeded', 'failed', 'canceled'] satisfies JobState[];

/** Whether a job will never change again by itself. */
export function isFinal(job: { readonly state: string }): boolean {
  return finalStates.includes(job.state);
}

/** The attempt for which a vendor may be working; a job has at most one. */
export function findLiveAttempt(job: Pick<Job, 'attempts'>): Attempt | undefined {
  return job.attempts.find((attempt) => isLive(attempt.state));
}

export function isLive(state: AttemptState): boolean {
  return state === 'submitting' || state === 'unknown' || state === 'accepted';
}
