import { z } from 'zod';

/** How a vendor is spoken to, as the author of a model for the AI SDK would write it down. */
export interface VendorWire {
  readonly name: string;
  readonly submitPath: string;
  toBody(prompt: string): unknown;
  readonly submitted: z.ZodType<string>;
  toPollPath(taskId: string): string;
  /** The video's address, or that there is none yet. */
  readonly polled: z.ZodType<{ readonly url: string | undefined }>;
  authorize(apiKey: string): Record<string, string>;
}

const model = 'kling-2-5-turbo-pro';
const resultSchema = z.object({ resultUrls: z.array(z.string()) });

/** @see https://apixo.ai/docs/models/video/kling-2-5-turbo-pro (checked 2026-11-21) */
export const apixoWire: VendorWire = {
  name: 'apixo',
  submitPath: `/generateTask/${model}`,
  toBody: (prompt) => ({
    request_type: 'async',
    input: { mode: 'text-to-video', prompt, duration: 5, aspect_ratio: '16:9' },
  }),
  submitted: z
    .object({ data: z.object({ taskId: z.string() }) })
    .transform(({ data }) => data.taskId),
  toPollPath: (taskId) => `/statusTask/${model}?taskId=${taskId}`,
  polled: z
    .object({ data: z.object({ state: z.string(), resultJson: z.string().nullish() }) })
    .transform(({ data: { state, resultJson } }) => {
      if (state === 'failed') throw new Error('The task failed.');
      if (state !== 'success' || typeof resultJson !== 'string') return { url: undefined };
      return { url: resultSchema.parse(JSON.parse(resultJson)).resultUrls[0] };
    }),
  authorize: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
};

/** @see https://docs-v2.apiframe.ai/docs/videos/kling (checked 2026-11-21) */
export const apiframeWire: VendorWire = {
  name: 'apiframe',
  submitPath: '/v2/videos/generate',
  toBody: (prompt) => ({
    model: 'kling-2.5-turbo-pro',
    prompt,
    klingParams: { duration: 5, aspect_ratio: '16:9' },
  }),
  submitted: z.object({ jobId: z.string() }).transform(({ jobId }) => jobId),
  toPollPath: (jobId) => `/v2/jobs/${jobId}`,
  polled: z
    .object({
      status: z.string(),
      result: z.union([z.string(), z.object({ videoUrl: z.string() })]).nullish(),
    })
    .transform(({ status, result }) => {
      if (status === 'FAILED') throw new Error('The job failed.');
      return { url: typeof result === 'string' ? result : result?.videoUrl };
    }),
  authorize: (apiKey) => ({ 'x-api-key': apiKey }),
};
