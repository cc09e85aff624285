import type { Operation } from '@vidgate/simulator';
import { isOk } from './claim.ts';
import { saidState } from './claim-poll.ts';
import { namedTask, refuses } from './claim-submit.ts';
import type { Answer } from './hostile-answer.ts';
import { jsonIn, memberOf } from './hostile-answer.ts';
import type { Vendor } from './vendors.ts';

/**
 * Whether an answer says clearly and in the vendor's own form what is not so: that a task was not
 * made, that it is another one, or that it is over. A vendor that does so cannot be seen through.
 */
export function isLie(vendor: Vendor, operation: Operation, real: Answer, told: Answer): boolean {
  switch (operation) {
    case 'submit': {
      const made = namedTask({ vendor, answers: [real] }, real);
      if (made === undefined) return false;
      const named = namedTask({ vendor, answers: [told] }, told);
      if (named !== undefined) return named !== made;
      const own = isOk(told) ? vendor.ownStatusOf?.(jsonIn(told)) : undefined;
      return refuses(own ?? told.status);
    }
    case 'poll': {
      const said = saidState({ vendor, answers: [told] });
      const isOver = said === 'failed' || said === 'canceled';
      // Where the end is told by another answer, this one may be that.
      const tellsFailure = told.status >= 400 && memberOf(jsonIn(told), 'detail') !== undefined;
      return (isOver && said !== saidState({ vendor, answers: [real] })) || tellsFailure;
    }
    case 'logs': {
      // A row of another task under our reference.
      const ids = (answer: Answer): string =>
        JSON.stringify(memberOf(jsonIn(answer), 'data')) ?? '';
      return ids(told).includes('inference_id') && ids(told) !== ids(real);
    }
    default:
      return false;
  }
}
