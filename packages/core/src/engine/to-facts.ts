import type { Job } from '../job/job.ts';
import type { JobFacts, ProviderFacts } from '../job/job-facts.ts';
import type { LatencyEstimate } from '../job/latency-estimate.ts';
import type { VideoProvider } from '../provider.ts';
import type { Plan } from '../routing/plan.ts';
import type { EngineContext } from './engine-context.ts';
import { recall } from './engine-context.ts';
import { findHint, planJob } from './plan-job.ts';

const defaultMaxWaitMs = 600_000;

/** Gathers what the next decision about a job rests on. `onPlan` hears of the plan, if one is made. */
export function toFacts(
  job: Job,
  context: EngineContext,
  onPlan: (plan: Plan) => void = () => {},
): JobFacts {
  return {
    providers: context.providerFacts,
    policy: {
      ...context.policy,
      maxWaitMs: toDeadline(job) - job.queuedSince,
      archives: context.archive !== undefined,
    },
    memory: recall(context, job.id),
    plan(present) {
      const plan = planJob(present, context);
      onPlan(plan);
      return plan;
    },
  };
}

/** Until when a job waits for providers that are out for now, in milliseconds since the epoch. */
export function toDeadline({ queuedSince, routing }: Job): number {
  return queuedSince + (routing.maxWaitMs ?? defaultMaxWaitMs);
}

/** What decisions need of each provider, once for all jobs. */
export function toAllProviderFacts(
  providers: readonly VideoProvider[],
  latencies: ReadonlyMap<string, LatencyEstimate>,
): ReadonlyMap<string, ProviderFacts> {
  const toFactsOf = (provider: VideoProvider): ProviderFacts => ({
    traits: provider.traits,
    canFindTasks: provider.findTask !== undefined,
    latency: (model, duration) => findHint(provider, model, duration),
    learned: (model, duration) => latencies.get(toLatencyKey(provider.id, model, duration)),
  });
  return new Map(providers.map((provider) => [provider.id, toFactsOf(provider)]));
}

export function toLatencyKey(provider: string, model: string, duration: number): string {
  return JSON.stringify([provider, model, duration]);
}
