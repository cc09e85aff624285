import type { Gateway, GatewayUpdate, Job, Ledger } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import type { Sample } from '../comparison-run.ts';
import { toRouting } from './estimate.ts';
import type { MediaMeasures } from './keep-clip.ts';
import { keepClip } from './keep-clip.ts';
import { measureSample } from './measure-sample.ts';
import type { PreparedRequest } from './prepare-requests.ts';
import type { SpendGuard } from './spend-guard.ts';
import type { PollWatch } from './watch-polls.ts';

/** What samples are made with. */
export interface SampleContext {
  readonly runId: string;
  readonly folder: string;
  readonly concurrency: number;
  readonly requests: ReadonlyMap<string, PreparedRequest>;
  readonly gateway: Gateway;
  readonly ledger: Ledger;
  readonly guard: SpendGuard;
  readonly watch: PollWatch;
  readonly measures: MediaMeasures;
  /** Ends the making: nothing more is sent, nothing is waited for. */
  readonly signal: AbortSignal;
  /** Ends it for all, after an error of one. */
  readonly stop: () => void;
  /** Keeps what is known of a sample now. */
  readonly keep: (sample: Sample, type: 'started' | 'ended') => Promise<void>;
}

/** A sample that is to be made, and what it is quoted. */
export interface PendingSample {
  readonly sample: Sample;
  readonly usdMicros: number;
}

/**
 * Makes samples, so many at once, in their order. What has a job already is only followed, and goes
 * first: it may be paid for.
 *
 * @throws {VideoGatewayError} `ledger-unavailable` and the like, which end the run
 */
export async function makeSamples(
  pending: readonly PendingSample[],
  context: SampleContext,
): Promise<void> {
  const begun = await Promise.all(pending.map((one) => findJob(one.sample, context)));
  const queue = [
    ...pending.filter((_, index) => begun[index] !== undefined),
    ...pending.filter((_, index) => begun[index] === undefined),
  ].values();
  // A queue that all share is a pool: who is done takes the next one.
  const work = async (): Promise<void> => {
    for (const one of queue) {
      if (context.signal.aborted) return;
      await makeSample(one, context);
    }
  };
  const working = Array.from({ length: context.concurrency }, () => {
    const done = work();
    done.catch(context.stop);
    return done;
  });
  await Promise.allSettled(working);
  await Promise.all(working);
}

/** Tells the guard of the intents that the ledger counts from now on. */
export function noteIntents(guard: SpendGuard, runId: string): (update: GatewayUpdate) => void {
  const prefix = toKey(runId, '');
  return ({ event, job }) => {
    const key = job?.idempotencyKey;
    if (event.type !== 'attempt-intended' || !key?.startsWith(prefix)) return;
    guard.noteIntent(key.slice(prefix.length));
  };
}

async function makeSample(
  { sample, usdMicros }: PendingSample,
  context: SampleContext,
): Promise<void> {
  const { guard, keep, signal } = context;
  const earlier = await findJob(sample, context);
  // What has an attempt is in the ledger's sum already.
  const asked = earlier === undefined || earlier.attempts.length === 0 ? usdMicros : 0;
  if (!(await guard.admit(sample.id, asked))) {
    await keep({ ...sample, ...overBudget }, 'ended');
    return;
  }
  try {
    if (signal.aborted) return;
    const { job, refused } =
      earlier === undefined ? await submit(sample, context) : { job: earlier };
    if (job === undefined) {
      await keep({ ...sample, ...refused }, 'ended');
      return;
    }
    await keep(await measure(sample, job, context), 'started');
    await keep(await follow(sample, job.id, context), 'ended');
  } finally {
    guard.release(sample.id);
  }
}

/** The same key for the same sample of the same run, however often it is interrupted. */
function toKey(runId: string, sampleId: string): string {
  return `comparison:${runId}:${sampleId}`;
}

export async function findJob(
  { id }: Pick<Sample, 'id'>,
  { ledger, runId }: Pick<SampleContext, 'ledger' | 'runId'>,
): Promise<Job | undefined> {
  return await ledger.find('job-by-idempotency-key', { key: toKey(runId, id) });
}

const overBudget = {
  state: 'pending',
  code: 'budget-exceeded',
  message:
    'What the run has spent and reserved left too little of maxUsd for it: nothing was sent.',
} as const;

interface Submitted {
  readonly job?: Job;
  /** Why nothing was recorded. */
  readonly refused?: Pick<Sample, 'state' | 'code' | 'message'>;
}

async function submit(
  sample: Sample,
  { gateway, requests, runId }: SampleContext,
): Promise<Submitted> {
  const request = requests.get(sample.requestId);
  if (request === undefined) throw new Error(`The run has no request ${sample.requestId}.`);
  try {
    const job = await gateway.submit(request.input, {
      idempotencyKey: toKey(runId, sample.id),
      routing: toRouting(sample.provider),
    });
    return { job };
  } catch (error) {
    if (!VideoGatewayError.isInstance(error)) throw error;
    // Somebody who could take it when the run was planned cannot any more.
    if (error.code === 'no-provider') {
      return { refused: { state: 'failed', code: error.code, message: error.message } };
    }
    if (error.code === 'budget-exceeded') return { refused: overBudget };
    throw error;
  }
}

/** Waits for the end, and keeps the file. Where the run is interrupted, says how far it has come. */
async function follow(sample: Sample, jobId: string, context: SampleContext): Promise<Sample> {
  const { gateway, signal } = context;
  try {
    const job = await gateway.wait(jobId, { signal });
    const measured = await measure(sample, job, context);
    if (measured.state !== 'succeeded') return measured;
    const kept = await keepClip(jobId, context);
    return { ...measured, ...kept };
  } catch (error) {
    if (!signal.aborted) throw error;
    return await measure(sample, await gateway.job(jobId), context);
  }
}

async function measure(
  sample: Sample,
  job: Job,
  { ledger, watch }: SampleContext,
): Promise<Sample> {
  const events = await ledger.find('events', { jobId: job.id });
  const attempt = job.attempts.at(-1);
  const polls = attempt?.task === undefined ? [] : watch.pollsOf(attempt.provider, attempt.task.id);
  const measured = measureSample(sample, { job, events, polls });
  // What an earlier process has seen of a sample that is only looked at again.
  return {
    ...measured,
    ...(sample.timing && measured.polls === 0 ? { timing: sample.timing } : {}),
    polls: Math.max(measured.polls, sample.polls),
  };
}
