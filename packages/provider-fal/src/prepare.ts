import type { PreparedSubmit, VendorRequest } from '@vidgate/core';
import { z } from 'zod';
import { toSubmitPath } from './queue-path.ts';

/** What else fal takes with a submit are headers, which the `headers` setting sends. */
export const falOptionsSchema = z.strictObject({});

export type FalRequest = VendorRequest<z.output<typeof falOptionsSchema>>;

/** @see https://fal.ai/models/fal-ai/kling-video/v2.5-turbo/pro/image-to-video (checked 2026-11-21) */
export function prepare(
  { request, adaptations, vendorModel }: FalRequest,
  callbackUrl: string | undefined,
): PreparedSubmit {
  return {
    model: request.model,
    route: toSubmitPath(vendorModel, callbackUrl),
    headers: {},
    adaptations,
    body: {
      prompt: request.prompt,
      image_url: request.startFrame,
      tail_image_url: request.endFrame,
      // A string, of all things.
      duration: String(request.duration),
      aspect_ratio: request.aspectRatio,
      negative_prompt: request.negativePrompt,
      cfg_scale: request.cfgScale,
    },
  };
}
