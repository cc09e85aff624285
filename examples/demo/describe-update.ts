import type { JobUpdate } from '@vidgate/core';

/** One line for a person, where an event is worth one. */
export function describeUpdate({ event, job }: JobUpdate): string | undefined {
  const provider = job.attempts.at(-1)?.provider ?? '';
  switch (event.type) {
    case 'frames-staged':
      return 'a frame was put at a URL, because these vendors take no bytes';
    case 'attempt-intended':
      return `${provider}: the intent to pay is recorded, now the submit is sent`;
    case 'attempt-rejected':
      return `${event.error.message}: surely no task, so the next provider may be asked`;
    case 'attempt-accepted':
      return `${provider}: accepted as task ${event.task.id}`;
    case 'attempt-progressed':
      return `${provider}: ${event.vendorState}`;
    case 'task-progress':
      return `${provider}: ${Math.round(event.progress * 100)} %`;
    case 'attempt-succeeded':
      return `${provider}: ${event.vendorState}`;
    default:
      return undefined;
  }
}
