import type { PrepareContext, PreparedSubmit, VendorRequest } from '@vidgate/core';
import { z } from 'zod';

/** What Apiframe calls the cfg scale: its page says the one, its specification the other. */
export type GuidanceField = 'cfg_scale' | 'guidance_scale';

/** Apiframe refuses every field that it does not know, so there is nothing to pass through. */
export const apiframeOptionsSchema = z.strictObject({});

export type ApiframeRequest = VendorRequest<z.output<typeof apiframeOptionsSchema>>;

/** @see https://docs-v2.apiframe.ai/docs/videos/kling (checked 2026-11-21) */
export function prepare(
  { request, adaptations, vendorModel }: ApiframeRequest,
  { attemptId, callbackUrl }: PrepareContext,
  guidanceField: GuidanceField,
): PreparedSubmit {
  return {
    model: request.model,
    headers: { 'Idempotency-Key': attemptId },
    adaptations,
    body: {
      model: vendorModel,
      prompt: request.prompt,
      klingParams: {
        duration: request.duration,
        aspect_ratio: request.aspectRatio,
        start_image: request.startFrame,
        end_image: request.endFrame,
        negative_prompt: request.negativePrompt,
        [guidanceField]: request.cfgScale,
      },
      webhookUrl: callbackUrl,
      webhookEvents: callbackUrl === undefined ? undefined : ['completed', 'failed'],
    },
  };
}
