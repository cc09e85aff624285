import type { Job } from '../job/job.ts';
import type { JobFacts, ProviderFacts } from '../job/job-facts.ts';
import type { LatencyEstimate } from '../job/latency-estimate.ts';
import { toFramesToStage } from '../job/to-frames-to-stage.ts';
import type { LatencyHint } from '../offer.ts';
import type { VideoProvider } from '../provider.ts';
import type { Exclusion } from '../routing/find-exclusion.ts';
import { takesBytes } from '../routing/find-exclusion.ts';
import type { Plan } from '../routing/plan.ts';
import { makePlan } from '../routing/plan.ts';
import { toTried } from '../routing/tried-providers.ts';
import type { EngineContext } from './engine-context.ts';
import { recall } from './engine-context.ts';
import { toPriceCaps } from './spend-limits.ts';

const defaultMaxWaitMs = 600_000;

/** Gathers what the next decision about a job rests on. */
export function toFacts(job: Job, context: EngineContext): JobFacts {
  return {
    providers: context.providerFacts,
    policy: {
      ...context.policy,
      maxWaitMs: job.routing.maxWaitMs ?? defaultMaxWaitMs,
      archives: context.archive !== undefined,
    },
    memory: recall(context, job.id),
    plan: (present) => planJob(present, context),
  };
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

/** When a provider's tasks of this kind are usually over, by its documents. */
export function findHint(
  { offers }: VideoProvider,
  model: string,
  duration: number,
): LatencyHint | undefined {
  const offer = offers.find((candidate) => candidate.model === model);
  return offer?.latency.find((hint) => hint.duration === duration);
}

export function toLatencyKey(provider: string, model: string, duration: number): string {
  return JSON.stringify([provider, model, duration]);
}

/** The plan for a job's next attempt: its offers, the health of providers, and what it has tried. */
export function planJob(job: Job, context: EngineContext): Plan {
  const now = context.ports.now();
  const tried = toTried(job.attempts, context.policy);
  const { refused, staging } = recall(context, job.id);
  const waits = staging !== undefined && now < staging.notBefore;
  const unstaged = waits && toFramesToStage(job, now).length > 0;
  const standing = (id: string): Exclusion | undefined => {
    if (tried.exhausted) {
      const message = 'The job has had its three attempts that may have cost money.';
      return { reason: 'already-tried', message };
    }
    const chosen = job.attempts[0]?.provider ?? id;
    if (job.routing.allowFallbacks === false && chosen !== id) {
      const message = `The job was given to ${chosen}, and allowFallbacks is false.`;
      return { reason: 'fallbacks-not-allowed', message };
    }
    const provider = context.providers.get(id);
    const failing = unstaged && provider && !takesBytes(provider) ? staging : undefined;
    return (
      tried.excluded.get(id) ??
      refused.get(id) ??
      findRest(id, context, now) ??
      findFull(id, context, now) ??
      (failing === undefined
        ? undefined
        : { reason: 'staging-failed', until: failing.notBefore, message: failing.error.message })
    );
  };
  return makePlan({
    request: job.request,
    providers: [...context.providers.values()],
    routing: job.routing,
    fit: job.fit,
    canStage: context.staging !== undefined,
    standing,
    caps: toPriceCaps(job, context, now),
    first: tried.again,
  });
}

/** How soon a provider that is full is looked at again. */
const fullForMs = 1_000;

function findFull(id: string, { gates }: EngineContext, now: number): Exclusion | undefined {
  const gate = gates.get(id);
  const waitMs = gate?.isFull ? fullForMs : (gate?.peek('submit') ?? 0);
  if (waitMs === 0) return undefined;
  const message = `${id} runs as many tasks, or has had as many requests, as its account may have.`;
  return { reason: 'at-capacity', until: now + waitMs, message };
}

/** Why a provider is left alone right now, if it is. */
function findRest(id: string, context: EngineContext, now: number): Exclusion | undefined {
  const rest = context.rests.get(id);
  return rest === undefined || (rest.until ?? 0) <= now ? undefined : rest;
}
