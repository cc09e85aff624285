import type { FakeProviderSettings } from '@vidgate/testkit';
import { fakeProvider } from '@vidgate/testkit';
import type { VideoProvider } from '../src/provider.ts';
import type { Outlook } from '../src/routing/outlook.ts';
import type { Plan, PlanInput } from '../src/routing/plan.ts';
import { makePlan } from '../src/routing/plan.ts';
import type { PriceCap } from '../src/routing/price-cap.ts';
import { toUsdMicros } from '../src/usd.ts';
import { makeJob } from './make-job.ts';

export const { request } = makeJob();

export type PlanChange = Partial<PlanInput> & { readonly spentUsdMicros?: number };

const usual: Outlook = { odds: 0.97, typicalMs: 120_000 };

/** All are expected to do well, and one is a last resort. */
export function toDoubt(doubted: string): PlanInput['outlook'] {
  return (id) => (id === doubted ? { ...usual, lastResort: true } : usual);
}

/** A plan for a text request of 5 s, with what a test wants to change. */
export function planFor(
  providers: readonly (FakeProviderSettings | VideoProvider)[],
  { spentUsdMicros = 0, ...change }: PlanChange = {},
): Plan {
  const { maxUsd } = change.routing ?? {};
  return makePlan({
    request,
    providers: providers.map((one) => ('submit' in one ? one : fakeProvider(one))),
    routing: {},
    fit: 'adapt',
    canStage: false,
    standing: () => undefined,
    outlook: () => usual,
    livePrice: () => undefined,
    seed: 'job-1',
    now: 0,
    waitingSince: 0,
    caps: maxUsd === undefined ? [] : [toMaxUsdCap(maxUsd, spentUsdMicros)],
    ...change,
  });
}

function toMaxUsdCap(maxUsd: number, spentUsdMicros: number): PriceCap {
  return {
    name: 'maxUsd',
    usdMicros: toUsdMicros(maxUsd),
    spentUsdMicros,
    reason: 'above-max-price',
  };
}

export function orderOf({ candidates }: Plan): readonly string[] {
  return candidates.map(({ provider }) => provider);
}
