import { systemPorts } from '@vidgate/core';
import type { ComparisonRun, Sample } from '../comparison-run.ts';
import { checkSameRun } from './check-same-run.ts';
import type { CompleteSettings } from './comparison-settings.ts';
import type { ComparisonPlan, QuotedPair } from './estimate.ts';
import { orderSamples } from './order-samples.ts';
import type { PreparedRequest } from './prepare-requests.ts';

/** The run that a folder holds, or the one that begins there. */
export function toRun(
  kept: ComparisonRun | undefined,
  requests: readonly PreparedRequest[],
  plan: ComparisonPlan,
  settings: CompleteSettings,
): ComparisonRun {
  const { providers, repeats, concurrency, seed, simulated, maxUsd, folder } = settings;
  const identity = {
    requests: requests.map(({ compared }) => compared),
    providers: providers.map(({ id, vendor }) => ({ id, vendor })),
    repeats,
    concurrency,
    seed,
    simulated,
  };
  if (kept !== undefined) {
    checkSameRun(kept, identity, folder);
    const { endedEarly: _endedEarly, ...run } = kept;
    return { ...run, maxUsd };
  }
  const { newId, now } = settings.ports ?? systemPorts;
  const { pairs, leftOut } = plan;
  return {
    format: 'vidgate-comparison-1',
    id: newId(),
    createdAt: now(),
    ...identity,
    maxUsd,
    leftOut,
    samples: toSamples(requests, pairs, settings),
    votes: [],
  };
}

function toSamples(
  requests: readonly PreparedRequest[],
  pairs: readonly QuotedPair[],
  { repeats, seed }: CompleteSettings,
): readonly Sample[] {
  const eligible = requests.map(({ id }) => ({
    requestId: id,
    providers: pairs.filter(({ requestId }) => requestId === id).map(({ provider }) => provider),
  }));
  return orderSamples(eligible, { repeats, seed }).map((sample) => ({
    ...sample,
    state: 'pending',
    adaptations: [],
    polls: 0,
  }));
}
