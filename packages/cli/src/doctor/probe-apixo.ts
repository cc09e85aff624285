import { z } from 'zod';
import type { Heard, ProbeTarget } from './ask-vendor.ts';
import { askVendor } from './ask-vendor.ts';
import type { Finding } from './finding.ts';

const envelopeSchema = z.object({
  code: z.number(),
  message: z.string().nullish(),
  data: z
    .object({ taskId: z.union([z.string(), z.number()]).nullish() })
    .nullish()
    .catch(null),
});

/** Wrong in two ways, so that no video can come of it: a blank prompt and a length of 0 s. */
const refused = {
  request_type: 'async',
  input: { mode: 'text-to-video', prompt: '', duration: 0 },
};

/**
 * What APIXO's documents leave open and a refused request can tell.
 *
 * @see https://apixo.ai/docs/api-reference/errors (checked 2026-11-21)
 */
export async function probeApixo(target: ProbeTarget): Promise<readonly Finding[]> {
  const plain = await submit(target, refused);
  const withProvider = await submit(target, { ...refused, provider: 'auto' });
  return [toStatusFinding(target, plain), toProviderFinding(target, plain, withProvider)];
}

function submit(target: ProbeTarget, json: Readonly<Record<string, unknown>>): Promise<Heard> {
  return askVendor(target, {
    path: 'generateTask/kling-2-5-turbo-pro',
    headers: { authorization: `Bearer ${target.apiKey}` },
    json,
  });
}

function toStatusFinding({ provider }: ProbeTarget, heard: Heard): Finding {
  const about = { provider, question: 'Is the HTTP status of a refusal the code in its body?' };
  const meaning = 'The adapter reads both, so nothing needs to be set.';
  if ('failed' in heard) return { ...about, state: 'unknown', answer: heard.failed, meaning };
  const envelope = envelopeSchema.safeParse(heard.body).data;
  if (envelope === undefined) {
    const answer = `HTTP ${heard.status} with a body that is no envelope`;
    return { ...about, state: 'unknown', answer, meaning };
  }
  const taskId = envelope.data?.taskId;
  if (taskId !== undefined && taskId !== null) return toAccident(provider, String(taskId));
  const answer = `HTTP ${heard.status}, code ${envelope.code} (${envelope.message ?? 'no message'})`;
  const isSame = heard.status === envelope.code;
  return { ...about, state: 'good', answer: `${isSame ? 'yes' : 'no'}: ${answer}`, meaning };
}

function toProviderFinding({ provider }: ProbeTarget, plain: Heard, given: Heard): Finding {
  const about = { provider, question: 'Is the older "provider" field (setting: routing) taken?' };
  if ('failed' in plain || 'failed' in given) {
    const answer = 'failed' in given ? given.failed : 'no answer to compare with';
    return { ...about, state: 'unknown', answer, meaning: 'Ask again later.' };
  }
  const taskId = envelopeSchema.safeParse(given.body).data?.data?.taskId;
  if (taskId !== undefined && taskId !== null) return toAccident(provider, String(taskId));
  if (/\bprovider\b/i.test(given.text) && !/\bprovider\b/i.test(plain.text)) {
    return {
      ...about,
      state: 'good',
      answer: 'no: a request with it is refused for it',
      meaning: 'Leave the setting routing out; one key per route takes its place.',
      setting: { path: ['providers', provider, 'routing'] },
    };
  }
  return {
    ...about,
    state: 'unknown',
    answer: 'a refused request says nothing of it, so it is taken or ignored',
    meaning: 'Only a paid clip could tell. Without the setting routing it is not sent.',
  };
}

function toAccident(provider: string, taskId: string): Finding {
  return {
    provider,
    question: 'Is a request without a prompt refused?',
    state: 'problem',
    answer: `no: it was taken as task ${taskId}, which may be billed`,
    meaning: 'Look at it in the dashboard, tell the vendor, and use --read-only from now on.',
  };
}
