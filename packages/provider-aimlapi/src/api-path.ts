/** `kling`: the path on the model's own page. `universal`: the one in the vendor's specification. */
export type AimlapiApi = 'kling' | 'universal';

/**
 * Whether an id made on one path can be read on the other is documented nowhere, so the path is
 * kept with the task.
 *
 * @see https://docs.aimlapi.com/api-references/video-models/kling-ai/v2.5-turbo-pro-text-to-video (checked 2026-11-21)
 */
export const apiPaths: Readonly<Record<AimlapiApi, string>> = {
  kling: 'v2/generate/video/kling/generation',
  universal: 'v2/video/generations',
};
