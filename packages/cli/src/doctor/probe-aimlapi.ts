import { z } from 'zod';
import type { ProbeTarget } from './ask-vendor.ts';
import { askVendor } from './ask-vendor.ts';
import type { Finding } from './finding.ts';

const textToVideo = 'klingai/v2.5-turbo/pro/text-to-video';
const imageToVideo = 'klingai/v2.5-turbo/pro/image-to-video';

const catalogueSchema = z.object({
  data: z.array(z.object({ id: z.string(), pricing: z.unknown() })),
});

/**
 * What AI/ML API asks today. Public.
 *
 * @see https://docs.aimlapi.com/api-references/service-endpoints/models-catalogue (checked 2026-11-21)
 */
export async function probePricing(target: ProbeTarget): Promise<Finding> {
  const { provider } = target;
  const about = { provider, question: 'What does a video cost today?' };
  const meaning = 'Read by itself twice a day; "vidgate prices" shows it in dollars.';
  const query = new URLSearchParams({ id: textToVideo, include: 'pricing' });
  const heard = await askVendor(target, { path: `v1/models?${query}` });
  if ('failed' in heard) return { ...about, state: 'unknown', answer: heard.failed, meaning };
  const pricing = catalogueSchema.safeParse(heard.body).data?.data[0]?.pricing;
  if (pricing === undefined || pricing === null) {
    const answer = `HTTP ${heard.status}, which tells no price for ${textToVideo}`;
    return { ...about, state: 'unknown', answer, meaning };
  }
  return { ...about, state: 'good', answer: JSON.stringify(pricing), meaning };
}

/** Whether the present schema has an end frame for this model. Public. */
export async function probeEndFrame(target: ProbeTarget): Promise<Finding> {
  const { provider } = target;
  const about = { provider, question: 'Does the 2.5 model take an end frame (tail_image_url)?' };
  const query = new URLSearchParams({
    model: imageToVideo,
    endpoint: 'internal/video-generations/submit',
  });
  const heard = await askVendor(target, { path: `docs-json?${query}` });
  const meaning = 'It is left out of plans with an end frame, which it might drop and bill.';
  if ('failed' in heard) return { ...about, state: 'unknown', answer: heard.failed, meaning };
  if (heard.status !== 200 || heard.body === undefined) {
    return { ...about, state: 'unknown', answer: `HTTP ${heard.status}, no schema`, meaning };
  }
  if (!/"tail_image_url"|"last_image_url"/.test(heard.text)) {
    return { ...about, state: 'good', answer: 'no: its schema has no such field', meaning };
  }
  return {
    ...about,
    state: 'unknown',
    answer: 'its schema has such a field now',
    meaning: 'The adapter does not send it yet: please tell us, with this answer.',
  };
}
