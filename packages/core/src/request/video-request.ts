import { z } from 'zod';
import { VideoGatewayError } from '../video-gateway-error.ts';
import { describeIssues } from './describe-issues.ts';
import type { Frame, FrameInput, Media } from './frame.ts';
import { readFrame } from './frame.ts';
import { jsonValueSchema } from './json-value-schema.ts';

/** The model that is asked for where a request names none. */
export const defaultModel = 'kling-2.5-turbo-pro';

const text = (allowed: string) =>
  z.string({ error: allowed }).refine((value) => value.trim() !== '', { error: allowed });

const frameInputSchema = z.custom<FrameInput>(isFrameInput, {
  error:
    'a URL (string or URL), the bytes of an image file (Uint8Array or Blob), or { data, mediaType }',
});

const inputSchema = z.strictObject({
  prompt: text('a string that is not blank'),
  model: text('a model id that is not blank').default(defaultModel),
  negativePrompt: text('a string that is not blank, or nothing').optional(),
  startFrame: frameInputSchema.optional(),
  endFrame: frameInputSchema.optional(),
  duration: z
    .number({ error: 'a number of seconds above 0' })
    .positive({ error: 'a number of seconds above 0' })
    .default(5),
  aspectRatio: z
    .string({ error: 'W:H, such as 16:9' })
    .regex(/^[1-9]\d{0,3}:[1-9]\d{0,3}$/, { error: 'W:H, such as 16:9' })
    .optional(),
  cfgScale: z
    .number({ error: 'a number from 0 to 1' })
    .min(0, { error: 'a number from 0 to 1' })
    .max(1, { error: 'a number from 0 to 1' })
    .optional(),
  metadata: z
    .record(z.string(), z.string({ error: 'a string' }), { error: 'an object of strings' })
    .default({}),
  providerOptions: z
    .record(
      z.string(),
      z.record(z.string(), jsonValueSchema, { error: 'an object of JSON values' }),
      {
        error: 'an object of options by vendor',
      },
    )
    .default({}),
});

/** What a caller wants, in the form that every provider is asked in. */
export interface VideoRequestInput {
  /** What the video shows. Required, not blank. How long it may be is up to the offers. */
  readonly prompt: string;
  /** Our id of a model. @default 'kling-2.5-turbo-pro' */
  readonly model?: string | undefined;
  /** What the video should not show. */
  readonly negativePrompt?: string | undefined;
  /** The picture that the video begins with. Without one the video is made from the text alone. */
  readonly startFrame?: FrameInput | undefined;
  /** The picture that the video ends with. Needs a `startFrame`. */
  readonly endFrame?: FrameInput | undefined;
  /** Length of the video in seconds, above 0; offers usually have 5 and 10. @default 5 */
  readonly duration?: number | undefined;
  /**
   * `W:H`. With a start frame the frame decides, and a ratio is left out where a vendor takes none.
   *
   * @default '16:9' without a start frame
   */
  readonly aspectRatio?: string | undefined;
  /** How closely the model keeps to the prompt, from 0 to 1. Sent only if given. */
  readonly cfgScale?: number | undefined;
  /** Strings kept with the job, for budgets and your own records. Never sent to a vendor. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /**
   * What only one vendor knows, by vendor name, checked by that vendor's adapter. Options for a
   * vendor that is not configured are kept and do nothing.
   */
  readonly providerOptions?:
    | Readonly<Record<string, Readonly<Record<string, unknown>>>>
    | undefined;
}

const frameSchema = z.union([
  z.object({ url: z.string() }),
  z.object({ sha256: z.string(), mediaType: z.string(), byteLength: z.number() }),
]);

/** Schema of a request as a job keeps it. */
export const videoRequestSchema = inputSchema.omit({ startFrame: true, endFrame: true }).extend({
  startFrame: frameSchema.optional(),
  endFrame: frameSchema.optional(),
});

/** A request after parsing: complete, JSON-safe, its image bytes replaced by their fingerprints. */
export type VideoRequest = Readonly<z.output<typeof videoRequestSchema>>;

/** A request whose frames are addresses that a vendor can use: `https:` or, where it takes bytes, `data:`. */
export type StagedRequest = Omit<VideoRequest, 'startFrame' | 'endFrame'> & {
  readonly startFrame?: string | undefined;
  readonly endFrame?: string | undefined;
};

/** A parsed request, and the image bytes it refers to. */
export interface ParsedRequest {
  readonly request: VideoRequest;
  readonly media: readonly Media[];
}

/**
 * Checks a request and brings it into its normal form.
 *
 * @throws {VideoGatewayError} `invalid-request`, naming each wrong field, its value and what is allowed
 */
export async function parseVideoRequest(input: VideoRequestInput): Promise<ParsedRequest> {
  const parsed = safeParse(input);
  if (!parsed.success)
    throw invalid(describeIssues(parsed.error, input, Object.keys(inputSchema.shape)));
  const { startFrame, endFrame, ...fields } = parsed.data;
  if (endFrame !== undefined && startFrame === undefined) {
    throw invalid(['endFrame: needs a startFrame; allowed: both, a startFrame alone, or neither']);
  }
  const start = await readFrameOf('startFrame', startFrame);
  const end = await readFrameOf('endFrame', endFrame);
  return {
    request: {
      ...fields,
      ...(start === undefined
        ? { aspectRatio: fields.aspectRatio ?? '16:9' }
        : { startFrame: start.frame }),
      ...(end === undefined ? {} : { endFrame: end.frame }),
    },
    media: [start?.media, end?.media].filter((media) => media !== undefined),
  };
}

function safeParse(input: VideoRequestInput): ReturnType<typeof inputSchema.safeParse> {
  try {
    return inputSchema.safeParse(input);
  } catch {
    // A getter of the caller's may throw whatever it likes.
    throw invalid(['the request: cannot be read; allowed: a plain object']);
  }
}

async function readFrameOf(
  field: 'startFrame' | 'endFrame',
  input: FrameInput | undefined,
): Promise<{ readonly frame: Frame; readonly media?: Media } | undefined> {
  if (input === undefined) return undefined;
  return await readFrame(input).catch((error: unknown) => {
    throw invalid([`${field}: ${error instanceof Error ? error.message : 'cannot be read'}`]);
  });
}

function isFrameInput(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== '';
  if (value instanceof URL || value instanceof Uint8Array || value instanceof Blob) return true;
  if (typeof value !== 'object' || value === null || !('data' in value)) return false;
  return value.data instanceof Uint8Array || typeof value.data === 'string';
}

function invalid(problems: readonly string[]): VideoGatewayError {
  return new VideoGatewayError({ code: 'invalid-request', message: problems.join('; ') });
}
