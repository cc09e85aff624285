import { expireLease } from '../job/expire-lease.ts';
import type { Job } from '../job/job.ts';
import { findLiveAttempt, isFinal } from '../job/job.ts';
import type { NextAction } from '../job/next-action.ts';
import { nextAction } from '../job/next-action.ts';
import type { VideoProvider } from '../provider.ts';
import type { Plan } from '../routing/plan.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import { archiveStep } from './archive-step.ts';
import type { EngineContext } from './engine-context.ts';
import { recall, remember } from './engine-context.ts';
import { lookUpStep, pollStep, stageStep } from './follow-steps.ts';
import { commitEvents, loadJob, noteTask, record } from './record.ts';
import { readSpend } from './spend-limits.ts';
import { replayStep, submitStep } from './submit-step.ts';
import { toFacts } from './to-facts.ts';

/** A job after a step, and when it wants the next one. */
export interface AdvanceResult {
  readonly job: Job;
  /** Milliseconds since the epoch; absent when nothing more happens by itself. */
  readonly callAgainAt?: number | undefined;
}

type Doing = Extract<NextAction, { do: string }>;

/**
 * Takes a job one step further and says when it wants to be called again.
 *
 * Safe to call at any time, twice, and from several processes: the ledger lets one of them win, and
 * the other finds that nothing is left to do. Knows no timers, so anything can drive it.
 */
export async function advance(jobId: string, context: EngineContext): Promise<AdvanceResult> {
  let job = await loadJob(context, jobId);
  // Another process may have brought it on, so what this one remembers of it may be out of date.
  noteTask(job, context);
  for (let done = false; ; ) {
    const now = context.ports.now();
    if (expireLease(job, now).length > 0) {
      job = await record(context, jobId, (present) => expireLease(present, now));
    }
    const { action, plan } = await decide(job, context, now);
    if ('do' in action && done) return { job, callAgainAt: now };
    if (plan !== undefined) tell(job, action, plan, context, now);
    if ('waitUntil' in action) return waiting(job, action.waitUntil);
    try {
      // What ends or holds a job is committed by an empty change, as its closing event.
      job =
        'do' in action ? await perform(job, action, context) : await commitEvents(context, job, []);
    } catch (error) {
      if (!isConflict(error)) throw error;
      return { job: await loadJob(context, jobId), callAgainAt: now };
    }
    done ||= 'do' in action;
  }
}

function waiting(job: Job, until: number): AdvanceResult {
  return Number.isFinite(until) ? { job, callAgainAt: until } : { job };
}

async function perform(job: Job, action: Doing, context: EngineContext): Promise<Job> {
  switch (action.do) {
    case 'stage':
      return await stageStep(job, action.sha256, context);
    case 'submit': {
      const provider = requireProvider(action.candidate.provider, context);
      return await submitStep(job, action, provider, context);
    }
    case 'archive':
      return await archiveStep(job, action.attempt, action.index, context);
    case 'replay':
    case 'look-up':
    case 'poll': {
      const { attempt } = action;
      const provider = requireProvider(attempt.provider, context);
      if (action.do === 'replay') return await replayStep(job, attempt, provider, context);
      if (action.do === 'look-up') return await lookUpStep(job, attempt, provider, context);
      if (attempt.task === undefined) throw new Error(`Attempt ${attempt.id} has no task to poll.`);
      return await pollStep(job, attempt, attempt.task, provider, context);
    }
  }
}

function requireProvider(id: string, context: EngineContext): VideoProvider {
  const provider = context.providers.get(id);
  if (provider === undefined) throw new Error(`Provider ${id} was chosen but is not configured.`);
  return provider;
}

/** What to do next, after a look at what other jobs and other processes have found out. */
async function decide(
  job: Job,
  context: EngineContext,
  now: number,
): Promise<{ readonly action: NextAction; readonly plan: Plan | undefined }> {
  const live = findLiveAttempt(job);
  const mayPlan = live === undefined ? !isFinal(job) : live.state === 'unknown';
  if (mayPlan) {
    context.tending.tend();
    await lookAround(job, context);
  }
  let plan: Plan | undefined;
  const facts = toFacts(job, context, (made) => {
    plan = made;
  });
  const action = nextAction(job, facts, now);
  return { action, plan };
}

/** Reads what a plan rests on besides the job. Asks no vendor. */
export async function lookAround(job: Job, context: EngineContext): Promise<void> {
  await context.lookAround();
  await readSpend(job, context, context.ports.now());
}

/** Lets listeners know who is asked and why, or why nobody is; the latter once for each reason. */
function tell(job: Job, action: NextAction, plan: Plan, context: EngineContext, at: number): void {
  if ('do' in action && action.do === 'submit') {
    context.notify({ job, event: { type: 'plan-made', at, plan } });
  }
  if (!('waitUntil' in action)) return;
  for (const { provider, reason } of plan.excluded) {
    if (reason === 'at-capacity') context.gates.get(provider)?.queue(job.id, true);
  }
  const reasons = plan.excluded.map(({ provider, reason }) => `${provider} ${reason}`);
  const waitsFor = [plan.wait?.provider, ...reasons].join();
  if (recall(context, job.id).waitsFor === waitsFor) return;
  remember(context, job.id, { waitsFor });
  const until = action.waitUntil;
  context.notify({ job, event: { type: 'job-waiting', at, until, plan } });
}

/** Somebody else was faster: at the job, or at the last of a budget. */
function isConflict(error: unknown): boolean {
  return (
    VideoGatewayError.isInstance(error) &&
    (error.code === 'ledger-conflict' || error.code === 'budget-exceeded')
  );
}
