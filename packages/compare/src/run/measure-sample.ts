import type { Attempt, Job, JobEvent } from '@vidgate/core';
import type { Sample, SampleState } from '../comparison-run.ts';
import { measureTiming } from './measure-timing.ts';
import type { SeenPoll } from './watch-polls.ts';

/** What is known of a sample's job. */
export interface JobFindings {
  readonly job: Job;
  readonly events: readonly JobEvent[];
  /** The status reads that this process made of its last attempt's task, oldest first. */
  readonly polls: readonly SeenPoll[];
}

/** Which sample it is: what does not change while it is made. */
export type SampleIdentity = Pick<Sample, 'id' | 'requestId' | 'provider' | 'repeat' | 'order'>;

/** Makes a sample of what is known of its job. Pure; what its file is like is for others. */
export function measureSample(
  { id, requestId, provider, repeat, order }: SampleIdentity,
  { job, events, polls }: JobFindings,
): Sample {
  const attempt = job.attempts.at(-1);
  return {
    id,
    requestId,
    provider,
    repeat,
    order,
    jobId: job.id,
    state: toSampleState(job),
    ...toReason(job),
    ...(attempt === undefined ? {} : measureAttempt(attempt, events, polls)),
    ...(job.cost.chargedUsdMicros === undefined || attempt === undefined
      ? {}
      : { chargedUsdMicros: job.cost.chargedUsdMicros }),
    adaptations: attempt?.prepared.adaptations ?? [],
    polls: polls.length,
  };
}

function measureAttempt(
  attempt: Attempt,
  events: readonly JobEvent[],
  polls: readonly SeenPoll[],
): Partial<Sample> {
  const { quote, intendedAt, endedAt } = attempt;
  const timing = measureTiming(attempt, events, polls);
  return {
    submittedAt: intendedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(quote.usdMicros === undefined ? {} : { quotedUsdMicros: quote.usdMicros }),
    certainty: quote.certainty,
    ...(timing === undefined ? {} : { timing }),
  };
}

function toSampleState({ state }: Job): SampleState {
  switch (state) {
    case 'queued':
    case 'submitting':
    case 'running':
      return 'pending';
    default:
      return state;
  }
}

/** Why there is no video, or not yet. */
function toReason(job: Job): Pick<Sample, 'code' | 'message'> {
  switch (job.state) {
    case 'failed':
      return { code: job.error.code, message: job.error.message };
    case 'held':
      return { code: job.heldReason, message: job.error.message };
    case 'canceled':
      return { code: 'aborted', message: 'Its job was canceled.' };
    default:
      return {};
  }
}

/** Whether nothing more is to be expected of a sample; a held one may still be settled. */
export function isOver({ state, clip, code }: Sample): boolean {
  if (state === 'succeeded') return clip !== undefined || code === 'asset-expired';
  return state === 'failed' || state === 'canceled';
}
