import type { VideoProvider } from '@vidgate/core';
import { describeBalance, describePrice } from '../output/describe-price.ts';
import type { AccountReading } from '../read-accounts.ts';
import { readAccount } from '../read-accounts.ts';
import type { ProbeTarget } from './ask-vendor.ts';
import type { Finding } from './finding.ts';
import { probeVendor } from './probe-vendor.ts';

export interface ExamineProviderOptions {
  /** Whom the vendor's probes ask; absent where no probe knows the vendor, or there is no key. */
  readonly target: ProbeTarget | undefined;
  /** Sends nothing to where videos are ordered, not even to be refused. */
  readonly readOnly: boolean;
  readonly signal: AbortSignal;
}

/** What a provider answers for free: about its key first, then about the rest. */
export async function examineProvider(
  provider: VideoProvider,
  { target, readOnly, signal }: ExamineProviderOptions,
): Promise<readonly Finding[]> {
  const reading = await readAccount(provider, signal);
  const key = toKeyFinding(provider, reading);
  // A key that is refused would be refused again, and tell nothing.
  if (key.state === 'problem') return [key];
  return [
    key,
    ...(provider.account?.prices === undefined ? [] : [toPriceFinding(provider, reading)]),
    ...(target === undefined ? [] : await probeVendor(target, { readOnly })),
  ];
}

function toPriceFinding({ id }: VideoProvider, { models, pricesError }: AccountReading): Finding {
  const about = { provider: id, question: 'What does a video cost today?' };
  const meaning = 'Read by itself twice a day. A price of your own (models) goes before it.';
  if (pricesError !== undefined)
    return { ...about, state: 'unknown', answer: pricesError, meaning };
  const known = models.flatMap(({ model, prices }) =>
    prices.map((price) => `${model} ${describePrice(price)}`),
  );
  if (known.length > 0) return { ...about, state: 'good', answer: known.join('; '), meaning };
  return { ...about, state: 'unknown', answer: 'no price is published', meaning };
}

function toKeyFinding(provider: VideoProvider, { balance, balanceError }: AccountReading): Finding {
  const about = { provider: provider.id, question: 'Is the key accepted?' };
  if (balanceError !== undefined) {
    const meaning =
      'Jobs go to other providers until this is mended. Nothing else was asked of it.';
    return { ...about, state: 'problem', answer: balanceError, meaning };
  }
  if (balance !== undefined) {
    const meaning = 'What is on the account.';
    return { ...about, state: 'good', answer: describeBalance(balance), meaning };
  }
  return {
    ...about,
    state: provider.account?.balance === undefined ? 'unknown' : 'good',
    answer: 'no free call can tell',
    meaning: 'The first video will: a key that is refused makes no task.',
  };
}
