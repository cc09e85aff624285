import { toAdaptations } from '../fit-to-offer.ts';
import type { ModelOffer, OfferCapabilities } from '../offer.ts';
import type { VideoProvider } from '../provider.ts';
import type { Frame } from '../request/frame.ts';
import type { VideoRequest } from '../request/video-request.ts';

/** Why a provider is no candidate, for as long as request and settings stay as they are. */
export type LastingReason =
  | 'unsupported-model'
  | 'unsupported-text-to-video'
  | 'unsupported-start-frame'
  | 'unsupported-end-frame'
  | 'unsupported-negative-prompt'
  | 'unsupported-cfg-scale'
  | 'duration-not-offered'
  | 'aspect-ratio-not-offered'
  | 'prompt-too-long'
  | 'negative-prompt-too-long'
  | 'frame-type-not-offered'
  | 'frame-too-large'
  | 'frame-needs-url'
  | 'adaptation-needed'
  | 'invalid-options'
  | 'not-in-only'
  | 'ignored'
  | 'above-max-price'
  | 'above-allowance'
  | 'price-unknown'
  | 'already-tried'
  | 'fallbacks-not-allowed';

/** Why a provider is no candidate right now. */
export type TemporaryReason =
  | 'rate-limited'
  | 'at-capacity'
  | 'resting'
  | 'circuit-open'
  | 'low-balance'
  | 'over-budget'
  | 'staging-failed';

/** Why a provider is left out of a plan. */
export type ExclusionReason = LastingReason | TemporaryReason;

/** A reason, and a sentence that says what would change it. */
export interface Exclusion {
  readonly reason: ExclusionReason;
  readonly message: string;
  /** When a temporary reason ends, in milliseconds since the epoch. */
  readonly until?: number | undefined;
}

/** Finds what an offer cannot do of a request. Pure. */
export function findMismatch(
  provider: Pick<VideoProvider, 'id' | 'vendor' | 'traits' | 'optionsSchema'>,
  offer: ModelOffer,
  request: VideoRequest,
  context: { readonly fit: 'adapt' | 'strict'; readonly canStage: boolean },
): Exclusion | undefined {
  return (
    findTextMismatch(provider.id, offer.capabilities, request) ??
    findFrameMismatch(provider, offer.capabilities, request, context.canStage) ??
    findOptionsMismatch(provider, request) ??
    (context.fit === 'strict' ? findAdaptation(provider.id, offer, request) : undefined)
  );
}

function findTextMismatch(
  id: string,
  can: OfferCapabilities,
  request: VideoRequest,
): Exclusion | undefined {
  const { prompt, negativePrompt, cfgScale, duration, aspectRatio, startFrame } = request;
  if (!can.durations.includes(duration)) {
    const message = `${id} offers ${list(can.durations)} s, not ${duration} s.`;
    return { reason: 'duration-not-offered', message };
  }
  const ratioCounts = startFrame === undefined || can.aspectRatioWithStartFrame;
  if (aspectRatio !== undefined && ratioCounts && !can.aspectRatios.includes(aspectRatio)) {
    const message = `${id} offers ${list(can.aspectRatios)}, not ${aspectRatio}.`;
    return { reason: 'aspect-ratio-not-offered', message };
  }
  if (prompt.length > (can.promptMaxLength ?? Infinity)) {
    const message = `${id} takes prompts of up to ${can.promptMaxLength} characters; this one has ${prompt.length}.`;
    return { reason: 'prompt-too-long', message };
  }
  if (negativePrompt !== undefined && !can.negativePrompt) {
    return { reason: 'unsupported-negative-prompt', message: `${id} takes no negative prompt.` };
  }
  if ((negativePrompt?.length ?? 0) > (can.negativePromptMaxLength ?? Infinity)) {
    const message = `${id} takes negative prompts of up to ${can.negativePromptMaxLength} characters; this one has ${negativePrompt?.length}.`;
    return { reason: 'negative-prompt-too-long', message };
  }
  if (cfgScale !== undefined && can.cfgScale === false) {
    return { reason: 'unsupported-cfg-scale', message: `${id} takes no cfg scale.` };
  }
  return undefined;
}

function findFrameMismatch(
  provider: Pick<VideoProvider, 'id' | 'traits'>,
  can: OfferCapabilities,
  { startFrame, endFrame }: VideoRequest,
  canStage: boolean,
): Exclusion | undefined {
  const { id } = provider;
  if (startFrame === undefined) {
    return can.textToVideo
      ? undefined
      : {
          reason: 'unsupported-text-to-video',
          message: `${id} needs a start frame for this model.`,
        };
  }
  if (!can.startFrame) {
    return { reason: 'unsupported-start-frame', message: `${id} takes no start frame.` };
  }
  if (endFrame !== undefined && !can.endFrame) {
    return {
      reason: 'unsupported-end-frame',
      message: `${id} takes no end frame for this model; leave the end frame out to use it.`,
    };
  }
  for (const frame of [startFrame, endFrame]) {
    const mismatch = frame && findFileMismatch(id, can, frame);
    if (mismatch !== undefined) return mismatch;
    if (frame && !('url' in frame) && !takesBytes(provider) && !canStage) {
      return {
        reason: 'frame-needs-url',
        message: `${id} takes frames by URL only, and nothing here can put these bytes at one: give a URL, set staging, or configure a provider that can upload.`,
      };
    }
  }
  return undefined;
}

function findFileMismatch(id: string, can: OfferCapabilities, frame: Frame): Exclusion | undefined {
  if (can.frames === undefined || 'url' in frame) return undefined;
  if (!can.frames.mediaTypes.includes(frame.mediaType)) {
    const message = `${id} takes ${list(can.frames.mediaTypes)}; a frame is ${frame.mediaType}.`;
    return { reason: 'frame-type-not-offered', message };
  }
  if (frame.byteLength > can.frames.maxBytes) {
    const message = `${id} takes frames of up to ${can.frames.maxBytes} bytes; one has ${frame.byteLength}.`;
    return { reason: 'frame-too-large', message };
  }
  return undefined;
}

function findOptionsMismatch(
  { id, vendor, optionsSchema }: Pick<VideoProvider, 'id' | 'vendor' | 'optionsSchema'>,
  request: VideoRequest,
): Exclusion | undefined {
  const options = request.providerOptions[vendor];
  if (options === undefined) return undefined;
  const parsed = optionsSchema.safeParse(options);
  if (parsed.success) return undefined;
  const problems = parsed.error.issues.map(
    (issue) =>
      `${['providerOptions', vendor, ...issue.path].map(String).join('.')}: ${issue.message}`,
  );
  return { reason: 'invalid-options', message: `${id} refuses ${problems.join('; ')}.` };
}

function findAdaptation(
  id: string,
  offer: ModelOffer,
  request: VideoRequest,
): Exclusion | undefined {
  const [adaptation] = toAdaptations(request, offer.capabilities);
  if (adaptation === undefined) return undefined;
  const { field, requested, applied, reason } = adaptation;
  return {
    reason: 'adaptation-needed',
    message: `${id} would send ${field} ${applied ?? 'not at all'} instead of ${requested} (${reason}), and fit is strict.`,
  };
}

/** Whether bytes can be sent as they are. */
export function takesBytes({ traits }: Pick<VideoProvider, 'traits'>): boolean {
  return traits.frameSources.includes('bytes');
}

function list(values: readonly (string | number)[]): string {
  return values.length === 0 ? 'nothing' : values.join(' or ');
}
