import type { PrepareContext, PreparedSubmit, VendorRequest } from '@vidgate/core';
import { z } from 'zod';

/** `provider`: AI/ML's own upstream; `auto`, its default, is Kling and then fal. */
export const aimlapiOptionsSchema = z.strictObject({
  provider: z.enum(['kling', 'fal', 'auto']).optional(),
});

export type AimlapiRequest = VendorRequest<z.output<typeof aimlapiOptionsSchema>>;

/** @see https://docs.aimlapi.com/api-references/video-models/kling-ai/v2.5-turbo-pro-image-to-video (checked 2026-11-21) */
export function prepare(
  { request, adaptations, vendorModel, options }: AimlapiRequest,
  { attemptId }: PrepareContext,
  path: string,
): PreparedSubmit {
  return {
    model: request.model,
    route: path,
    // Kept and echoed by the vendor: a submit whose answer was lost is looked up by it.
    headers: { 'X-Client-Request-Id': attemptId },
    adaptations,
    body: {
      model: vendorModel,
      prompt: request.prompt,
      image_url: request.startFrame,
      duration: request.duration,
      aspect_ratio: request.aspectRatio,
      negative_prompt: request.negativePrompt,
      cfg_scale: request.cfgScale,
      provider: options.provider,
    },
  };
}
