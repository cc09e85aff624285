import type { ProbeTarget } from './ask-vendor.ts';
import { askVendor } from './ask-vendor.ts';
import type { Finding } from './finding.ts';

const imageToVideo = 'klingai/v2.5-turbo/pro/image-to-video';

/**
 * Whether the present schema has an end frame for this model. Public.
 *
 * @see https://docs.aimlapi.com/api-references/video-models/kling-ai/v2.5-turbo-pro-image-to-video (checked 2026-11-21)
 */
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
