import type { Gateway, GatewaySettings, Plan, Quote, VideoProvider } from '@vidgate/core';
import {
  createGateway,
  formatUsd,
  memoryLedger,
  toUsdMicros,
  VideoGatewayError,
} from '@vidgate/core';
import type { LeftOut } from '../comparison-run.ts';
import type { EstimateSettings } from './comparison-settings.ts';
import { checkEstimateSettings } from './comparison-settings.ts';
import type { PreparedRequest } from './prepare-requests.ts';
import { prepareRequests } from './prepare-requests.ts';

/** What a comparison is expected to cost, before it does. */
export interface ComparisonEstimate {
  /** In the order in which they are configured; those who are asked for nothing are not here. */
  readonly providers: readonly ProviderEstimate[];
  /** How many samples are to be sent. */
  readonly samples: number;
  /** What they are quoted, all together, in micro-dollars. */
  readonly usdMicros: number;
  /** What the run has cost before it was interrupted, or may have, in micro-dollars. */
  readonly spentUsdMicros: number;
  /** The most that the run may cost, in dollars. */
  readonly maxUsd: number;
  /** Who is not asked for what, and why. */
  readonly leftOut: readonly LeftOut[];
}

/** What the samples of one provider are expected to cost. */
export interface ProviderEstimate {
  readonly provider: string;
  readonly vendor: string;
  readonly samples: number;
  /** Of all its samples together, in micro-dollars. */
  readonly usdMicros: number;
  /** How sure the least sure of its quotes is. */
  readonly certainty: Quote['certainty'];
}

/** A sample that somebody can make, at what price. */
export interface QuotedPair {
  readonly requestId: string;
  readonly provider: string;
  readonly usdMicros: number;
  readonly certainty: Quote['certainty'];
}

/** Who can be asked for what, at what price, and who cannot and why. */
export interface ComparisonPlan {
  readonly pairs: readonly QuotedPair[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Says what a comparison would cost, provider by provider, and who would be left out. Spends nothing
 * and asks nobody.
 *
 * @throws {TypeError} for wrong settings
 * @throws {VideoGatewayError} `invalid-request`; `no-provider` where nobody can serve anything
 */
export async function estimateComparison(settings: EstimateSettings): Promise<ComparisonEstimate> {
  checkEstimateSettings(settings);
  const plan = await planComparison(await prepareRequests(settings.requests), settings);
  const { repeats = 3, maxUsd } = settings;
  const samples = plan.pairs.flatMap((pair) => Array.from({ length: repeats }, () => pair));
  const { providers } = settings;
  return toEstimate(samples, plan.leftOut, { providers, maxUsd, spentUsdMicros: 0 });
}

/** What is the same for every gateway of a comparison: nobody is favoured, nothing is paid twice. */
export function toGatewaySettings({
  providers,
  maxUsd,
  gateway = {},
  ports,
}: EstimateSettings): Omit<GatewaySettings, 'ledger'> {
  return {
    providers,
    fit: 'strict',
    health: 'ignored',
    onUnknownSubmit: 'hold',
    // A price that a vendor changes while the run is under way is found by what it charges.
    livePrices: false,
    budget: { perDayUsd: maxUsd },
    heartbeatMs: gateway.heartbeatMs ?? 1_000,
    polling: { firstDelayMs: 5_000, intervalMs: 5_000, ...gateway.polling },
    reconcileForMs: gateway.reconcileForMs,
    staging: gateway.staging,
    download: gateway.download,
    ports,
  };
}

/** @throws {VideoGatewayError} `no-provider` with every reason, where nobody can serve anything */
export async function planComparison(
  requests: readonly PreparedRequest[],
  settings: EstimateSettings,
): Promise<ComparisonPlan> {
  await using gateway = createGateway({
    ...toGatewaySettings(settings),
    // Whether all samples together are too dear is looked at when all of them are known.
    budget: undefined,
    ledger: memoryLedger(),
    drive: false,
  });
  const pairs: QuotedPair[] = [];
  const leftOut: LeftOut[] = [];
  for (const request of requests) {
    for (const { id } of settings.providers) {
      const planned = await planPair(request, id, gateway);
      if ('reason' in planned) leftOut.push(planned);
      else pairs.push(planned);
    }
  }
  if (pairs.length > 0) return { pairs, leftOut };
  const reasons = leftOut.map(({ requestId, message }) => `${requestId}: ${message}`);
  const message = `No provider can serve any of the requests; nothing was sent. ${reasons.join(' ')}`;
  throw new VideoGatewayError({ code: 'no-provider', message });
}

async function planPair(
  { id: requestId, input }: PreparedRequest,
  provider: string,
  gateway: Gateway,
): Promise<QuotedPair | LeftOut> {
  const plan = await gateway.plan(input, { routing: toRouting(provider) });
  const [candidate] = plan.candidates;
  if (candidate === undefined) return toLeftOut(requestId, provider, plan);
  const { usdMicros, certainty } = candidate.quote;
  if (usdMicros === undefined) return { requestId, provider, ...withoutPrice(provider) };
  return { requestId, provider, usdMicros, certainty };
}

/** One provider and no other. */
export function toRouting(provider: string): NonNullable<GatewaySettings['routing']> {
  return { only: [provider], allowFallbacks: false };
}

function toLeftOut(requestId: string, provider: string, plan: Plan): LeftOut {
  const found = plan.excluded.find((one) => one.provider === provider);
  const reason = found?.reason ?? 'no-provider';
  const message = found?.message ?? `${provider} cannot take it.`;
  return { requestId, provider, reason, message };
}

function withoutPrice(provider: string): Pick<LeftOut, 'reason' | 'message'> {
  const message = `Nobody knows what ${provider} charges for this, so maxUsd could not be kept: give the price in the provider's models setting.`;
  return { reason: 'price-unknown', message };
}

const certainties = ['exact', 'from', 'estimate', 'unknown'] as const;

interface EstimateFrame extends Pick<ComparisonEstimate, 'maxUsd' | 'spentUsdMicros'> {
  readonly providers: readonly Pick<VideoProvider, 'id' | 'vendor'>[];
}

/** Adds up what is to be sent. */
export function toEstimate(
  samples: readonly QuotedPair[],
  leftOut: readonly LeftOut[],
  { providers, maxUsd, spentUsdMicros }: EstimateFrame,
): ComparisonEstimate {
  const asked = providers.map(({ id, vendor }) => {
    const own = samples.filter(({ provider }) => provider === id);
    const certainty = own.reduce<Quote['certainty']>(
      (sure, sample) => toLessSure(sure, sample.certainty),
      'exact',
    );
    return { provider: id, vendor, samples: own.length, usdMicros: addUp(own), certainty };
  });
  return {
    providers: asked.filter((provider) => provider.samples > 0),
    samples: samples.length,
    usdMicros: addUp(samples),
    spentUsdMicros,
    maxUsd,
    leftOut,
  };
}

function addUp(samples: readonly QuotedPair[]): number {
  return samples.reduce((sum, { usdMicros }) => sum + usdMicros, 0);
}

function toLessSure(one: Quote['certainty'], other: Quote['certainty']): Quote['certainty'] {
  return certainties.indexOf(one) > certainties.indexOf(other) ? one : other;
}

/** Refuses what would surely not be finished. @throws {VideoGatewayError} `budget-exceeded` */
export function requireBudget({ usdMicros, spentUsdMicros, maxUsd }: ComparisonEstimate): void {
  if (usdMicros + spentUsdMicros <= toUsdMicros(maxUsd)) return;
  const isNew = spentUsdMicros === 0;
  const before = isNew ? '' : `, and the run has cost ${formatUsd(spentUsdMicros)} already`;
  const instead = isNew ? 'ask for fewer repeats, requests or providers, or raise' : 'raise';
  throw new VideoGatewayError({
    code: 'budget-exceeded',
    message: `The samples are quoted ${formatUsd(usdMicros)}${before}; maxUsd allows ${formatUsd(toUsdMicros(maxUsd))}. Nothing was sent: ${instead} maxUsd.`,
  });
}
