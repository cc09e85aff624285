import { z } from 'zod';
import type { ProbeTarget } from './ask-vendor.ts';
import { askVendor } from './ask-vendor.ts';
import type { Finding } from './finding.ts';

const model = 'kling-2.5-turbo-pro';

const acceptedSchema = z.object({ jobId: z.string() });
const amount = z.number().nullish().catch(null);
const catalogSchema = z.object({
  models: z.array(z.object({ id: z.string(), costMin: amount, costMax: amount })),
});

/**
 * By which name Apiframe takes the cfg scale: a refused request names what it does not know.
 *
 * @see https://api.apiframe.ai/v2/openapi.json "klingParams" (checked 2026-11-21)
 */
export async function probeGuidanceField(target: ProbeTarget): Promise<Finding> {
  const { provider } = target;
  const about = { provider, question: 'Is the cfg scale called cfg_scale or guidance_scale?' };
  const heard = await askVendor(target, {
    path: 'v2/videos/generate',
    headers: { 'x-api-key': target.apiKey },
    // Wrong in two ways besides, so that no video can come of it.
    json: { model, prompt: '', klingParams: { duration: 0, cfg_scale: 0.5 } },
  });
  const meaning = 'Until it is known, the adapter tries cfg_scale and learns from a refusal.';
  if ('failed' in heard) return { ...about, state: 'unknown', answer: heard.failed, meaning };
  const accepted = acceptedSchema.safeParse(heard.body).data;
  if (accepted !== undefined) {
    return {
      ...about,
      state: 'problem',
      answer: `a request without a prompt was taken as job ${accepted.jobId}, which may be billed`,
      meaning: 'Look at it in the dashboard, tell the vendor, and use --read-only from now on.',
    };
  }
  // Silence about the field tells something only where its neighbour was looked at.
  if (heard.status !== 400 || !/cfg_scale|duration/.test(heard.text)) {
    const answer = `HTTP ${heard.status}, which says nothing of the field`;
    return { ...about, state: 'unknown', answer, meaning };
  }
  const guidanceField = heard.text.includes('cfg_scale') ? 'guidance_scale' : 'cfg_scale';
  const isRefused = guidanceField === 'guidance_scale';
  return {
    ...about,
    state: 'good',
    answer: `${guidanceField}: cfg_scale is ${isRefused ? 'refused' : 'not objected to'}`,
    meaning: isRefused
      ? 'Set it, and the first job of a process is not refused and sent again.'
      : 'The adapter tries this one first. Set it, and no refusal is taken for a wrong name.',
    setting: { path: ['providers', provider, 'guidanceField'], value: guidanceField },
  };
}

/** What Apiframe asks today, in credits. Public. */
export async function probeCredits(target: ProbeTarget): Promise<Finding> {
  const { provider } = target;
  const about = { provider, question: 'How many credits does a video cost today?' };
  const meaning =
    'Read by itself twice a day. What a credit costs you is the setting usdPerCredit; its default is the dearest published plan.';
  const heard = await askVendor(target, { path: 'v2/models?modality=video' });
  if ('failed' in heard) return { ...about, state: 'unknown', answer: heard.failed, meaning };
  const known = catalogSchema.safeParse(heard.body).data?.models.find(({ id }) => id === model);
  if (known === undefined || typeof known.costMin !== 'number') {
    const answer = `HTTP ${heard.status}, which tells no credits for ${model}`;
    return { ...about, state: 'unknown', answer, meaning };
  }
  const answer = `${known.costMin} to ${known.costMax ?? known.costMin} credits`;
  return { ...about, state: 'good', answer, meaning };
}
