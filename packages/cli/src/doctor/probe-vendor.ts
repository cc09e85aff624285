import type { ProbeTarget } from './ask-vendor.ts';
import type { Finding } from './finding.ts';
import { probeEndFrame } from './probe-aimlapi.ts';
import { probeCredits, probeGuidanceField } from './probe-apiframe.ts';
import { probeApixo } from './probe-apixo.ts';

/** Asks a vendor what its documents leave open, as far as that is free. */
export async function probeVendor(
  target: ProbeTarget,
  { readOnly }: { readonly readOnly: boolean },
): Promise<readonly Finding[]> {
  const { provider } = target;
  switch (target.vendor) {
    case 'apixo':
      return [
        ...(readOnly
          ? [toUnasked(provider, 'What does a refused request tell (HTTP status, routing)?')]
          : await probeApixo(target)),
        toFailedTasks(provider),
      ];
    case 'apiframe':
      return [
        readOnly
          ? toUnasked(provider, 'Is the cfg scale called cfg_scale or guidance_scale?')
          : await probeGuidanceField(target),
        await probeCredits(target),
        toWebhookKey(provider),
      ];
    case 'aimlapi':
      return [await probeEndFrame(target)];
    case 'fal':
      return [];
  }
}

function toUnasked(provider: string, question: string): Finding {
  return {
    provider,
    question,
    state: 'unknown',
    answer: 'not asked: --read-only',
    meaning: 'A request that is wrong in two ways would tell; it is refused and costs nothing.',
  };
}

function toFailedTasks(provider: string): Finding {
  return {
    provider,
    question: 'Is a failed task charged?',
    state: 'unknown',
    answer: 'not asked: it takes a task, which may be billed',
    meaning:
      'Until it is known, a failed task counts as spent. When one fails, "vidgate providers" before and after tells.',
  };
}

function toWebhookKey(provider: string): Finding {
  return {
    provider,
    question: 'Which of two forms of the key signs webhooks?',
    state: 'unknown',
    answer: 'not asked: it takes one clip with a webhook',
    meaning: 'Both forms are accepted, so nothing needs to be set.',
  };
}
