import type { JobUpdate } from '@vidgate/core';
import { formatUsd } from '@vidgate/core';

/** One line for a person, where an event is worth one. */
export function describeUpdate({ event, job }: JobUpdate): string | undefined {
  const provider = job.attempts.at(-1)?.provider ?? '';
  switch (event.type) {
    case 'job-waiting':
      return event.plan.wait?.why ?? 'nobody can take it right now; it waits';
    case 'frames-staged':
      return 'a frame was put at a URL, for vendors that take no bytes';
    case 'attempt-intended': {
      const { quote, why } = event.attempt;
      const price = quote.usdMicros === undefined ? 'price unknown' : formatUsd(quote.usdMicros);
      return `${event.attempt.provider} (${price}, ${quote.certainty}): ${why}`;
    }
    case 'attempt-rejected':
      return `${provider} made no task: ${event.error.message}`;
    case 'attempt-accepted':
      return `${provider} accepted it as task ${event.task.id}`;
    case 'attempt-unknown':
      return `${provider} may have accepted it, and nothing is paid again until that is settled: ${event.error.message}`;
    case 'attempt-progressed':
      return `${provider}: ${event.vendorState}`;
    case 'attempt-succeeded':
      return `${provider}: ${event.vendorState}`;
    case 'attempt-failed':
      return `${provider}'s task failed: ${event.error.message}`;
    case 'asset-archived':
      return `archived at ${event.archived.location}`;
    case 'archive-given-up':
      return `no copy could be archived: ${event.error.message}`;
    case 'step-failed':
      return `${event.step} failed and is tried again: ${event.error.message}`;
    default:
      return undefined;
  }
}

/** How things stand, where an event tells only that. */
export function describeStatus({ event, job }: JobUpdate): string | undefined {
  const provider = job.attempts.at(-1)?.provider ?? '';
  switch (event.type) {
    case 'task-progress':
      return `${provider}: ${Math.round(event.progress * 100)} %`;
    case 'archive-progress':
      return `archiving: ${event.bytes} bytes`;
    default:
      return undefined;
  }
}
