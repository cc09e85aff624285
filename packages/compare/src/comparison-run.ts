import { z } from 'zod';

const timeMs = z.number();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** A file of the run, relative to its folder, with forward slashes. */
const filePath = z.string();

/** A frame that was asked for, kept with the run so that a report can show it. */
const askedFrameSchema = z.object({
  /** Absent where the frame was given as a URL that was not read. */
  file: filePath.optional(),
  url: z.string().optional(),
});

const comparedRequestSchema = z.object({
  /** From the file of requests, else `request-1` and so on. */
  id: z.string(),
  prompt: z.string(),
  model: z.string(),
  negativePrompt: z.string().optional(),
  durationSeconds: z.number(),
  aspectRatio: z.string().optional(),
  cfgScale: z.number().optional(),
  startFrame: askedFrameSchema.optional(),
  endFrame: askedFrameSchema.optional(),
  /** What single vendors were asked for besides, by vendor name. */
  providerOptions: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});

const comparedProviderSchema = z.object({ id: z.string(), vendor: z.string() });

/** Why a provider was not asked for a request: nothing was sent and nothing was paid. */
const leftOutSchema = z.object({
  requestId: z.string(),
  provider: z.string(),
  /** One of core's reasons, such as `unsupported-end-frame`. */
  reason: z.string(),
  message: z.string(),
});

const adaptationSchema = z.object({
  field: z.string(),
  requested: z.union([z.number(), z.string()]),
  applied: z.union([z.number(), z.string(), z.null()]),
  reason: z.string(),
});

/** How long a sample took, in milliseconds. */
const timingSchema = z.object({
  /** From the submit's intent to the end as it was seen. */
  totalMs: z.number(),
  /** Until the vendor began to work on it; absent where that could not be seen. */
  queueMs: z.number().optional(),
  /** From then to the end; absent where that could not be seen. */
  runMs: z.number().optional(),
  /** `vendor`: by the vendor's own stamps. `polls`: as seen by polling, no finer than `resolutionMs`. */
  basis: z.enum(['vendor', 'polls']),
  /** How far the times may be off: 0 for a vendor's own stamps, else the longest pause between polls. */
  resolutionMs: z.number(),
});

/** What a file turned out to be when it was read. */
const clipSchema = z.object({
  file: filePath,
  sha256,
  bytes: z.int(),
  /** Whether it could be read as a video from its first to its last frame. */
  plays: z.boolean(),
  /**
   * What `plays` rests on: that all frames could be decoded, or, without a decoder, that the bytes
   * of all frames could be read. Absent where it does not play.
   */
  playsBy: z.enum(['decoding', 'reading']).optional(),
  /** Why it does not play, in a sentence. */
  problem: z.string().optional(),
  durationSeconds: z.number().optional(),
  frameRate: z.number().optional(),
  width: z.int().optional(),
  height: z.int().optional(),
  /** As its container names it, such as `avc`. */
  codec: z.string().optional(),
});

/** How close a frame of the video is to the frame that was asked for. */
const frameFidelitySchema = z.object({
  /** Structural similarity, from -1 to 1; 1 is the same picture. */
  ssim: z.number(),
  asked: filePath,
  /** The decoded frame of the video, as a picture. */
  got: filePath,
});

const fidelitySchema = z.object({
  start: frameFidelitySchema.optional(),
  end: frameFidelitySchema.optional(),
  /** Why one that was asked for is absent, in a sentence: it could not be computed. */
  missing: z.string().optional(),
});

const sampleStates = ['pending', 'succeeded', 'failed', 'held', 'canceled'] as const;

/** One request at one provider, once. */
const sampleSchema = z.object({
  /** `REQUEST/PROVIDER/REPEAT`, repeats counted from 1. */
  id: z.string(),
  requestId: z.string(),
  provider: z.string(),
  repeat: z.int().min(1),
  /** Its place in the shuffled order, from 0. */
  order: z.int(),
  jobId: z.string().optional(),
  /** `pending`: not sent, or not over, when the run was last saved. */
  state: z.enum(sampleStates),
  /** The error's code, or the reason why it is held. */
  code: z.string().optional(),
  message: z.string().optional(),
  submittedAt: timeMs.optional(),
  endedAt: timeMs.optional(),
  quotedUsdMicros: z.int().optional(),
  /** How sure the quote was. */
  certainty: z.enum(['exact', 'from', 'estimate', 'unknown']).optional(),
  /** What the vendor says it charged; absent where it does not say. */
  chargedUsdMicros: z.int().optional(),
  adaptations: z.array(adaptationSchema).readonly(),
  timing: timingSchema.optional(),
  /** Status reads that this run made; those before it was killed are not counted. */
  polls: z.int(),
  clip: clipSchema.optional(),
  fidelity: fidelitySchema.optional(),
});

/** A blind choice between two clips of one request. */
export const voteSchema = z.object({
  requestId: z.string(),
  /** Sample ids, in the order in which they were shown. */
  shown: z.tuple([z.string(), z.string()]),
  /** The sample that was chosen; absent for "no difference". */
  chosen: z.string().optional(),
  at: timeMs,
});

/** A comparison as it is kept in its folder, as `run.json`. JSON-safe; files are named relative to it. */
export const comparisonRunSchema = z.object({
  format: z.literal('vidgate-comparison-1'),
  id: z.string(),
  createdAt: timeMs,
  /** Absent until every sample is over. */
  finishedAt: timeMs.optional(),
  /** Why it ended early, such as `canceled`; absent where it did not. */
  endedEarly: z.string().optional(),
  /** Orders the samples; the same seed gives the same order. */
  seed: z.int(),
  repeats: z.int().min(1),
  concurrency: z.int().min(1),
  maxUsd: z.number(),
  /** Whether the providers were simulated ones. */
  simulated: z.boolean(),
  requests: z.array(comparedRequestSchema).readonly(),
  providers: z.array(comparedProviderSchema).readonly(),
  leftOut: z.array(leftOutSchema).readonly(),
  samples: z.array(sampleSchema).readonly(),
  votes: z.array(voteSchema).readonly(),
});

/** A comparison as it is kept: what was asked of whom, and each sample. JSON-safe. */
export type ComparisonRun = z.output<typeof comparisonRunSchema>;
export type ComparedRequest = ComparisonRun['requests'][number];
export type ComparedProvider = ComparisonRun['providers'][number];
export type LeftOut = ComparisonRun['leftOut'][number];
export type Sample = ComparisonRun['samples'][number];
export type SampleState = Sample['state'];
export type Timing = NonNullable<Sample['timing']>;
/** What the file of a sample turned out to be when it was read. */
export type Clip = NonNullable<Sample['clip']>;
/** How close a sample's first and last frame are to the asked ones. */
export type Fidelity = NonNullable<Sample['fidelity']>;
/** How close one frame is to the asked one. */
export type FrameFidelity = NonNullable<Fidelity['start']>;
export type Vote = ComparisonRun['votes'][number];
