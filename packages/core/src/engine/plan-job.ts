import { isLastResort } from '../health/breaker.ts';
import { findLowBalance, findSilence, findStanding } from '../health/find-standing.ts';
import { toOdds } from '../health/success-estimate.ts';
import type { Job, Quote } from '../job/job.ts';
import { toFramesToStage } from '../job/to-frames-to-stage.ts';
import type { LatencyHint, OfferPrice } from '../offer.ts';
import type { VideoProvider } from '../provider.ts';
import type { Assumptions } from '../routing/assumption.ts';
import { toAssumed } from '../routing/assumption.ts';
import type { Exclusion } from '../routing/find-exclusion.ts';
import { takesBytes } from '../routing/find-exclusion.ts';
import type { Outlook } from '../routing/outlook.ts';
import type { Plan } from '../routing/plan.ts';
import { makePlan } from '../routing/plan.ts';
import { longestJobRestMs, toTried } from '../routing/tried-providers.ts';
import { isToCome } from '../time.ts';
import type { EngineContext } from './engine-context.ts';
import { recall } from './engine-context.ts';
import { toPriceCaps } from './spend-limits.ts';

const longestStagingPauseMs = 60_000;
/** Where nothing else is known of how long a video takes. */
const assumedTypicalMs = 120_000;

/** The plan for a job's next attempt: its offers, the health of providers, and what it has tried. */
export function planJob(job: Job, context: EngineContext, assume: Assumptions = {}): Plan {
  const now = context.ports.now();
  const tried = toTried(job.attempts, context.policy);
  const outOfJob = findOutOfJob(job, tried.exhausted);
  return makePlan({
    request: job.request,
    providers: [...context.providers.values()],
    routing: job.routing,
    fit: job.fit,
    canStage: context.staging !== undefined,
    caps: toPriceCaps(job, context, now),
    first: tried.again,
    seed: job.id,
    now,
    // A clock that was set back since makes nobody wait for longer.
    waitingSince: Math.min(job.queuedSince, now),
    livePrice: (id, model, duration) => findLivePrice(id, model, duration, context, now),
    outlook: (id, model) => toOutlook(id, model, job.request.duration, context, now),
    standing: (id, quote) =>
      outOfJob(id) ??
      tried.excluded.get(id) ??
      recall(context, job.id).refused.get(id) ??
      toAssumed(assume[id], id, now) ??
      findUnwell(id, job.request.model, quote, context, now) ??
      findJobRest(tried.resting.get(id), now) ??
      findFull(id, context, now) ??
      findUnstaged(id, job, context, now),
  });
}

/** What stands against providers for the rest of the job. */
function findOutOfJob(job: Job, exhausted: boolean): (id: string) => Exclusion | undefined {
  return (id) => {
    if (exhausted) {
      const message = 'The job has had its three attempts that may have cost money.';
      return { reason: 'already-tried', message };
    }
    const chosen = job.attempts[0]?.provider ?? id;
    if (job.routing.allowFallbacks !== false || chosen === id) return undefined;
    const message = `The job was given to ${chosen}, and allowFallbacks is false.`;
    return { reason: 'fallbacks-not-allowed', message };
  };
}

function findJobRest(rest: Exclusion | undefined, now: number): Exclusion | undefined {
  return isToCome(rest?.until ?? 0, now, longestJobRestMs) ? rest : undefined;
}

/** What stands against a provider by its health, where that counts. */
function findUnwell(
  id: string,
  model: string,
  { usdMicros }: Quote,
  { health }: EngineContext,
  now: number,
): Exclusion | undefined {
  if (health.isIgnored) return undefined;
  const record = health.records.get(id);
  return (
    findStanding(record, model, health.canCheck(id), now) ??
    findSilence(id, health.awaited(id, model), now) ??
    findLowBalance(record, usdMicros, health.spentSince(id), now)
  );
}

function findFull(id: string, { gates }: EngineContext, now: number): Exclusion | undefined {
  const gate = gates.get(id);
  if (gate === undefined) return undefined;
  const { full } = gate;
  const waitMs = full === undefined ? gate.peek('submit') : gate.lookAgainMs;
  if (waitMs === 0) return undefined;
  const message =
    full === 'unanswered-submits'
      ? `${id} has not answered the submits that are on their way to it.`
      : `${id} runs as many tasks, or has had as many requests, as its account may have.`;
  return { reason: 'at-capacity', until: now + waitMs, message };
}

/** Staging has just failed, and this one takes nothing but URLs. */
function findUnstaged(
  id: string,
  job: Job,
  context: EngineContext,
  now: number,
): Exclusion | undefined {
  const { staging } = recall(context, job.id);
  const provider = context.providers.get(id);
  if (staging === undefined || provider === undefined) return undefined;
  if (!isToCome(staging.notBefore, now, longestStagingPauseMs)) return undefined;
  if (takesBytes(provider) || toFramesToStage(job, now).length === 0) return undefined;
  const { notBefore: until, error } = staging;
  return { reason: 'staging-failed', until, message: error.message };
}

/** What is to be expected of a provider's next task: as seen lately, else as documented. */
export function toOutlook(
  id: string,
  model: string,
  duration: number,
  { health, providers }: EngineContext,
  now: number,
): Outlook {
  const estimate = health.estimateOf(id, model);
  const provider = providers.get(id);
  const [low, high] = (provider && findHint(provider, model, duration))?.typicalMs ?? [];
  const hinted = low === undefined || high === undefined ? assumedTypicalMs : (low + high) / 2;
  const known = { odds: toOdds(estimate, now), typicalMs: estimate.tookMs ?? hinted };
  if (health.isIgnored || !isLastResort(health.records.get(id).breakers[model], now)) return known;
  return { ...known, lastResort: true };
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

/** What the vendor published lately. */
function findLivePrice(
  id: string,
  model: string,
  duration: number,
  { health, livePrices }: EngineContext,
  now: number,
): OfferPrice | undefined {
  const { prices } = health.records.get(id);
  if (prices === undefined || livePrices === false) return undefined;
  if (Math.abs(now - prices.readAt) > livePrices.maxAgeMs) return undefined;
  return prices.byModel[model]?.find((price) => price.duration === duration);
}
