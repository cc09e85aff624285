import type { ProbeTarget } from './ask-vendor.ts';
import type { Finding } from './finding.ts';
import { probeEndFrame, probePricing } from './probe-aimlapi.ts';
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
      return [...(readOnly ? [] : await probeApixo(target)), toFailedTasks(provider)];
    case 'apiframe':
      return [
        ...(readOnly ? [] : [await probeGuidanceField(target)]),
        await probeCredits(target),
        toWebhookKey(provider),
      ];
    case 'aimlapi':
      return [await probePricing(target), await probeEndFrame(target)];
    case 'fal':
      return [];
  }
}

function toFailedTasks(provider: string): Finding {
  return {
    provider,
    question: 'Is a failed task charged?',
    state: 'unknown',
    answer: 'not asked: it takes a task, which may be billed',
    meaning: 'Until it is known, a failed task counts as spent. Compare balances around one.',
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
