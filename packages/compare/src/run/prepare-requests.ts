import type { Media, VideoRequest, VideoRequestInput } from '@vidgate/core';
import { parseVideoRequest, VideoGatewayError } from '@vidgate/core';
import type { ComparedRequest } from '../comparison-run.ts';
import type { ComparisonRequest } from './comparison-settings.ts';

/** A request that is checked, in the forms in which it is needed. */
export interface PreparedRequest {
  readonly id: string;
  /** For the gateway. */
  readonly input: VideoRequestInput;
  /** For the run. */
  readonly compared: ComparedRequest;
  /** The bytes of its frames, where they were given as such. */
  readonly frames: AskedFrames;
}

export interface AskedFrames {
  readonly start?: Media | undefined;
  readonly end?: Media | undefined;
}

const idRule = /^[A-Za-z0-9._-]{1,64}$/;

/** What is wrong with the id of a request, and what is allowed; nothing where it is fine. */
export function findIdProblem(id: unknown): string | undefined {
  if (typeof id === 'string' && idRule.test(id)) return undefined;
  const shown = JSON.stringify(id)?.slice(0, 80) ?? typeof id;
  return `got ${shown}; allowed: up to 64 letters, digits, dots, dashes and underscores`;
}

/**
 * Checks all requests before anything else is done.
 *
 * @throws {VideoGatewayError} `invalid-request` naming the request, the field and what is allowed
 */
export async function prepareRequests(
  requests: readonly ComparisonRequest[],
): Promise<readonly PreparedRequest[]> {
  const prepared = await Promise.all(requests.map(prepareRequest));
  const ids = prepared.map(({ id }) => id);
  const double = ids.find((id, index) => ids.indexOf(id) !== index);
  if (double === undefined) return prepared;
  throw invalid(`requests: two have the id "${double}"; allowed: an id of its own for each`);
}

async function prepareRequest(
  { id: given, ...input }: ComparisonRequest,
  index: number,
): Promise<PreparedRequest> {
  const id = given ?? `request-${index + 1}`;
  const problem = findIdProblem(id);
  if (problem !== undefined) throw invalid(`requests[${index}].id: ${problem}`);
  const { request, media } = await parseVideoRequest(input).catch((error: unknown) => {
    if (!VideoGatewayError.isInstance(error)) throw error;
    throw invalid(`request ${id}: ${error.message}`);
  });
  const findMedia = (frame: VideoRequest['startFrame']): Media | undefined =>
    frame !== undefined && 'sha256' in frame
      ? media.find(({ sha256 }) => sha256 === frame.sha256)
      : undefined;
  const frames = { start: findMedia(request.startFrame), end: findMedia(request.endFrame) };
  return { id, input, frames, compared: toCompared(id, request, frames) };
}

function toCompared(id: string, request: VideoRequest, frames: AskedFrames): ComparedRequest {
  const { prompt, model, negativePrompt, duration, aspectRatio, cfgScale } = request;
  const { startFrame, endFrame, providerOptions } = request;
  return {
    id,
    prompt,
    model,
    durationSeconds: duration,
    ...(negativePrompt === undefined ? {} : { negativePrompt }),
    ...(aspectRatio === undefined ? {} : { aspectRatio }),
    ...(cfgScale === undefined ? {} : { cfgScale }),
    ...(startFrame === undefined ? {} : { startFrame: toAsked(startFrame, frames.start) }),
    ...(endFrame === undefined ? {} : { endFrame: toAsked(endFrame, frames.end) }),
    ...(Object.keys(providerOptions).length === 0 ? {} : { providerOptions }),
  };
}

function toAsked(
  frame: NonNullable<VideoRequest['startFrame']>,
  media: Media | undefined,
): NonNullable<ComparedRequest['startFrame']> {
  if ('url' in frame) return { url: frame.url };
  return media === undefined ? {} : { file: toFrameFile(media) };
}

/** Where a frame is kept, from the run's folder on. */
export function toFrameFile({ sha256, mediaType }: Pick<Media, 'sha256' | 'mediaType'>): string {
  const kind = mediaType.replace(/^image\//, '');
  return `frames/${sha256}.${kind === 'jpeg' ? 'jpg' : kind}`;
}

function invalid(message: string): VideoGatewayError {
  return new VideoGatewayError({ code: 'invalid-request', message });
}
