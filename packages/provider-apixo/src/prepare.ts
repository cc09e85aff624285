import type { PrepareContext, PreparedSubmit, VendorRequest } from '@vidgate/core';
import { z } from 'zod';

/** Which of its upstreams APIXO shall use. */
export type ApixoRouting = 'auto' | 'value' | 'official';

/** `source`: a free tag that APIXO's own client sends. */
export const apixoOptionsSchema = z.strictObject({ source: z.string().min(1).optional() });

export type ApixoRequest = VendorRequest<z.output<typeof apixoOptionsSchema>>;

/** @see https://apixo.ai/docs/models/video/kling-2-5-turbo-pro (checked 2026-11-21) */
export function prepare(
  { request, adaptations, vendorModel, options }: ApixoRequest,
  { callbackUrl }: PrepareContext,
  routing: ApixoRouting | undefined,
): PreparedSubmit {
  const { startFrame, endFrame } = request;
  const frames = [startFrame, endFrame].filter((url) => url !== undefined);
  return {
    model: request.model,
    route: vendorModel,
    headers: {},
    adaptations,
    body: {
      request_type: callbackUrl === undefined ? 'async' : 'callback',
      callback_url: callbackUrl,
      provider: routing,
      source: options.source,
      input: {
        mode: startFrame === undefined ? 'text-to-video' : 'image-to-video',
        prompt: request.prompt,
        duration: request.duration,
        aspect_ratio: request.aspectRatio,
        // The second image is the end frame.
        image_urls: frames.length === 0 ? undefined : frames,
        negative_prompt: request.negativePrompt,
        cfg_scale: request.cfgScale,
      },
    },
  };
}
