import type { TaskStatus } from '@vidgate/core';
import type { Said } from './claim.ts';
import { claim, claimSafeUrl, isAmount, isMicros, isMoment, isOk } from './claim.ts';
import { jsonIn, memberOf } from './hostile-answer.ts';

/** Where a vendor tells the end by another answer: of these, a status says nothing of the task. */
const aboutTheRead = [401, 403, 404, 408, 429];

/** More would take core seconds to search for what must not be kept. */
const mostCharacters = 5_000;

/** What the vendor said of the task, in our words; undefined where it said nothing readable. */
export function saidState({ vendor, answers }: Said): TaskStatus['state'] | undefined {
  const [first, end] = answers;
  if (first === undefined || !isOk(first)) return undefined;
  const word = vendor.stateOf(jsonIn(first));
  if (typeof word !== 'string') return undefined;
  const known = vendor.fold?.(word) ?? word;
  const state = Object.hasOwn(vendor.states, known) ? vendor.states[known] : 'unrecognized';
  if (state !== 'succeeded' || end === undefined) return state;
  if (isOk(end)) return 'succeeded';
  const tellsFailure = end.status >= 400 && !aboutTheRead.includes(end.status);
  return tellsFailure && memberOf(jsonIn(end), 'detail') !== undefined ? 'failed' : undefined;
}

/** What the error of a poll says is so: nothing readable was said of the task. */
export function claimPollError({ vendor, answers }: Said): void {
  const [first] = answers;
  if (first === undefined || vendor.ownStatusOf?.(jsonIn(first)) !== undefined) return;
  const state = saidState({ vendor, answers: [first] });
  // A success may name no file, and where the end is told by another answer, that may be at fault.
  claim(state === undefined || state === 'succeeded', `a task that is ${state} is read as such`);
}

export function claimStatus(status: TaskStatus, said: Said): void {
  const expected = saidState(said);
  claim(
    status.state === expected,
    `a poll says what the vendor said, which was ${expected}, and not ${status.state}`,
  );
  const { cost, createdAt, completedAt, vendorState } = status;
  claim(vendorState.length <= mostCharacters, 'a state is not endless');
  claim(cost === undefined || isMicros(cost.usdMicros), 'a cost is whole micro-dollars');
  claim(cost?.credits === undefined || isAmount(cost.credits), 'credits are an amount');
  for (const at of [createdAt, completedAt]) {
    claim(at === undefined || isMoment(at), 'a time is a moment');
  }
  switch (status.state) {
    case 'queued':
    case 'running': {
      const { progress } = status;
      claim(progress === undefined || (progress >= 0 && progress <= 1), 'progress is 0 to 1');
      return;
    }
    case 'succeeded':
      for (const { url, byteLength } of status.assets) {
        claimSafeUrl(url);
        claim(byteLength === undefined || isAmount(byteLength), 'a length is an amount');
      }
      return;
    case 'failed':
      claim(status.error.message !== '', 'a failure has a reason');
      claim(status.error.message.length <= mostCharacters, 'a reason is not endless');
      claim((status.error.vendorCode ?? '').length <= mostCharacters, 'a code is not endless');
      return;
    case 'canceled':
    case 'unrecognized':
  }
}
