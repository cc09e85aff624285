import type { FakeProviderSettings } from '@vidgate/testkit';
import { fakeProvider } from '@vidgate/testkit';
import type { VideoProvider } from '../src/provider.ts';
import type { Plan, PlanInput } from '../src/routing/plan.ts';
import { makePlan } from '../src/routing/plan.ts';
import { makeJob } from './make-job.ts';

export const { request } = makeJob();

/** A plan for a text request of 5 s, with what a test wants to change. */
export function planFor(
  providers: readonly (FakeProviderSettings | VideoProvider)[],
  change: Partial<PlanInput> = {},
): Plan {
  return makePlan({
    request,
    providers: providers.map((one) => ('submit' in one ? one : fakeProvider(one))),
    routing: {},
    fit: 'adapt',
    canStage: false,
    standing: () => undefined,
    spentUsdMicros: 0,
    ...change,
  });
}

export function orderOf({ candidates }: Plan): readonly string[] {
  return candidates.map(({ provider }) => provider);
}
