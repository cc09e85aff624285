import type { Call } from '../kernel/call.ts';
import type { AnswerFault } from '../kernel/fault.ts';

/** One entry of the `detail` of a 422. */
export interface DetailEntry {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
  readonly input: unknown;
}

/**
 * Refuses as fal.ai does. Only the form is documented: the words are this simulator's own, and the
 * two headers that tell why a request failed come with a result alone.
 */
export function refusal(status: number, detail: string | readonly DetailEntry[]): Response {
  return Response.json({ detail }, { status });
}

/** The 401 for a call without a key, or with one that is not known. */
export function unauthorized(reason: 'missing' | 'invalid'): Response {
  return refusal(401, reason === 'missing' ? 'Unauthorized: no key' : 'Unauthorized: invalid key');
}

/** An empty account is said to be a 403; only its text tells. */
export function insufficientBalance(): Response {
  return refusal(403, 'Exhausted balance: top up your account to continue');
}

/** Refuses as an injected fault says. */
export function refuse(call: Call, fault: AnswerFault): Response {
  switch (fault.name) {
    case 'unauthorized':
      return unauthorized('invalid');
    case 'echo-key': {
      const key = call.headers.get('authorization')?.replace(/^Key /, '') ?? '';
      return refusal(401, `Unauthorized: invalid key ${key}`);
    }
    case 'key-inactive':
      return refusal(403, fault.message ?? 'The key is disabled');
    case 'forbidden':
      return refusal(403, fault.message ?? 'Forbidden');
    case 'insufficient-balance':
      return insufficientBalance();
    case 'rate-limited': {
      const response = refusal(429, 'Too many requests');
      const { retryAfterSeconds } = fault;
      if (retryAfterSeconds !== undefined) {
        response.headers.set('retry-after', String(retryAfterSeconds));
      }
      return response;
    }
    case 'server-error': {
      const { status = 500 } = fault;
      return refusal(status, status === 503 ? 'Service unavailable' : 'Internal server error');
    }
    case 'envelope-error':
      throw new TypeError('fal has no envelope');
  }
}
