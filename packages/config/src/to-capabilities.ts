import type { ModelOffer, OfferPrice, ProviderTraits, VideoProvider } from '@vidgate/core';
import { formatUsd } from '@vidgate/core';

const hourMs = 3_600_000;

/** What a provider can do, in sentences for people: each model first, then the account. */
export function toCapabilities(provider: VideoProvider): readonly string[] {
  return [...provider.offers.flatMap(toModelLines), ...toTraitLines(provider)];
}

function toModelLines({ model, capabilities, prices }: ModelOffer): readonly string[] {
  const { cfgScale, durations, aspectRatios } = capabilities;
  const step = cfgScale === false ? undefined : cfgScale.step;
  const can = [
    capabilities.textToVideo && 'text to video',
    capabilities.startFrame && 'a start frame',
    capabilities.endFrame && 'an end frame',
    `${durations.join(' or ')} s`,
    aspectRatios.join(', '),
    capabilities.negativePrompt && 'a negative prompt',
    cfgScale !== false && (step === undefined ? 'cfg' : `cfg in steps of ${step}`),
  ].filter((words) => words !== false);
  return [`${model}: ${can.join('; ')}`, `${model}: ${toPriceWords(prices)}`];
}

function toPriceWords(prices: readonly OfferPrice[]): string {
  if (prices.length === 0) return 'its price is not known';
  return prices
    .map(
      ({ duration, usdMicros, certainty, asOf }) =>
        `${formatUsd(usdMicros)} for ${duration} s (${certainty}, ${asOf})`,
    )
    .join(', ');
}

function toTraitLines(provider: VideoProvider): readonly string[] {
  const { traits, upload } = provider;
  const { resultLifetimeMs, frameSources } = traits;
  return [
    toDoubtWords(provider),
    toWebhookWords(traits),
    toFailureWords(traits),
    `frames are taken as ${frameSources.map((source) => (source === 'url' ? 'addresses' : source)).join(' or ')}${upload === undefined ? '' : '; files can be uploaded'}`,
    ...(resultLifetimeMs === undefined
      ? []
      : [`results can be fetched for ${Math.floor(resultLifetimeMs / hourMs)} h`]),
  ];
}

/** How a submit is settled whose answer was lost: the one thing that may cost a second video. */
function toDoubtWords({ traits, findTask }: VideoProvider): string {
  const ways = [
    traits.idempotentSubmit !== false && 'sent again without a second charge',
    findTask !== undefined && 'looked up',
    traits.webhooks !== 'none' && 'settled by its webhook',
  ].filter((way) => way !== false);
  return `a submit whose answer was lost ${ways.length === 0 ? 'holds its job' : `can be ${ways.join(', ')}`}`;
}

function toWebhookWords({ webhooks }: ProviderTraits): string {
  return webhooks === 'none' ? 'no webhooks' : `${webhooks} webhooks`;
}

function toFailureWords({ failedTasksCharged, reportsCost }: ProviderTraits): string {
  const charged = {
    yes: 'failed tasks are charged',
    no: 'failed tasks are not charged',
    unknown: 'nobody says whether failed tasks are charged',
  }[failedTasksCharged];
  return `${charged}; ${reportsCost ? 'tells' : 'does not tell'} what a task has cost`;
}
