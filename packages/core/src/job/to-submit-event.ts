import type { Accepted } from '../provider.ts';
import type { ErrorRecord } from '../video-gateway-error.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import type { Evidence, JobEvent } from './job-event.ts';
import { toSoundCost } from './sound-facts.ts';

/** What a submit came to: an answer, or an error that says what may have happened. */
export type SubmitResult = { readonly accepted: Accepted } | { readonly error: ErrorRecord };

/** What happened to an attempt, from what its submit came to. When in doubt: unknown. */
export function toSubmitEvent(
  attemptId: string,
  result: SubmitResult,
  by: Evidence,
  at: number,
): JobEvent {
  if ('accepted' in result) {
    const { task } = result.accepted;
    const cost = toSoundCost(result.accepted.cost);
    return { type: 'attempt-accepted', at, attemptId, task, by, cost };
  }
  const { error } = result;
  return error.outcome === 'rejected'
    ? { type: 'attempt-rejected', at, attemptId, error }
    : { type: 'attempt-unknown', at, attemptId, error };
}

/** Whatever an adapter threw, as a record; what is no error of ours proves nothing. */
export function toErrorRecord(
  error: unknown,
  otherwise: Omit<ErrorRecord, 'code' | 'message' | 'charged'>,
): ErrorRecord {
  if (VideoGatewayError.isInstance(error)) return error.toJSON();
  return {
    ...otherwise,
    code: 'invalid-response',
    charged: otherwise.outcome === 'rejected' ? 'no' : 'unknown',
    // Its message is not taken over: it may quote a request, and so a key.
    message: `${otherwise.provider ?? 'The provider'}'s adapter failed with ${nameOf(error)} during ${otherwise.operation ?? 'a call'}.`,
  };
}

/** Names come from a list, like everything that is taken over from a foreign error. */
const knownNames = ['TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'ZodError'];

function nameOf(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  return knownNames.includes(name) ? `a ${name}` : 'an error of its own';
}
