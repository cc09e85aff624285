import type { Accepted, VideoGatewayError } from '@vidgate/core';
import { forbidden } from './canaries.ts';
import type { Said } from './claim.ts';
import { claim, isAmount, isMicros, isOk } from './claim.ts';
import type { Answer } from './hostile-answer.ts';
import { jsonIn, maxBodyBytes } from './hostile-answer.ts';

const neverReached = [521, 523, 525, 526];

/** A status that proves that nothing was made. */
export function refuses(status: unknown): boolean {
  if (typeof status !== 'number') return false;
  const isRefusal = status >= 400 && status < 500 && status !== 408 && status !== 409;
  return isRefusal || neverReached.includes(status);
}

/** The id that a submit's answer names in its place, as a person would read it. */
export function namedTask({ vendor }: Said, answer: Answer | undefined): string | undefined {
  const id = answer && vendor.taskOf(jsonIn(answer));
  if (typeof id === 'number' && vendor.hasTextIds !== true) {
    return Number.isSafeInteger(id) ? String(id) : undefined;
  }
  if (typeof id !== 'string' || id === '') return undefined;
  // An id that is a key is none.
  return forbidden.some((form) => id.toLowerCase().includes(form.toLowerCase())) ? undefined : id;
}

export function claimAccepted({ task, cost, status }: Accepted, said: Said): void {
  const [answer] = said.answers;
  claim(answer !== undefined && isOk(answer), 'only a 2xx accepts');
  claim(task.id !== '', 'a task has an id');
  const id = said.vendor.taskOf(jsonIn(answer));
  const named = namedTask(said, answer);
  claim(
    named === undefined ? typeof id === 'string' : task.id === named,
    'a submit accepts the task that the answer names, and no other',
  );
  claim(status === undefined, 'a submit says nothing of the end');
  claim(cost === undefined || isMicros(cost.usdMicros), 'a cost is whole micro-dollars');
  claim(cost?.credits === undefined || isAmount(cost.credits), 'credits are an amount');
}

/** What the error of a submit may say of the money. */
export function claimSubmitError(error: VideoGatewayError, said: Said): void {
  const [answer] = said.answers;
  if (answer === undefined) {
    claim(error.outcome === 'unknown', 'a submit without a readable answer is unknown');
    return;
  }
  const named = namedTask(said, answer);
  const body = jsonIn(answer);
  const own = isOk(answer) ? said.vendor.ownStatusOf?.(body) : undefined;
  const isWhole = answer.breaksWith === undefined && answer.body.length <= maxBodyBytes;
  const isRefused = isWhole && refuses(own ?? answer.status);
  if (error.outcome === 'rejected') {
    claim(isRefused, `nothing in an answer ${answer.status} proves that no task was made`);
    claim(named === undefined, 'an answer that names a task has not refused it');
  } else {
    claim(error.outcome === 'unknown', `a submit without an answer is unknown`);
    const names = said.vendor.taskOf(body) !== undefined;
    claim(!isRefused || names, `an answer ${answer.status} refuses the submit`);
  }
  if (named === undefined) return;
  claim(error.taskId === named, 'the error of a submit keeps the task that the answer names');
  const isPlain = typeof said.vendor.taskOf(body) === 'string' && own === undefined;
  claim(!(isPlain && isOk(answer)), 'a 2xx that names its task is accepted');
}
