import type { Job } from '../job/job.ts';
import { isFinal } from '../job/job.ts';
import type { ErrorRecord } from '../video-gateway-error.ts';
import type { EngineContext, JobUpdateEvent } from './engine-context.ts';
import { loadJob } from './record.ts';

type FailedStep = Extract<JobUpdateEvent, { type: 'step-failed' }>['step'];

/**
 * Tells listeners that a step came to nothing; the job goes on. It may have been settled in another
 * way meanwhile, and nobody needs to hear of a failure after the end.
 */
export async function noteFailure(
  job: Job,
  step: FailedStep,
  error: ErrorRecord,
  context: EngineContext,
): Promise<Job> {
  const at = context.ports.now();
  const present = await loadJob(context, job.id).catch(() => job);
  if (!isFinal(present)) {
    context.notify({ job: present, event: { type: 'step-failed', at, step, error } });
  }
  return present;
}
