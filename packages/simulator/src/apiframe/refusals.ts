import type { Call } from '../kernel/call.ts';
import type { AnswerFault } from '../kernel/fault.ts';

/** Refuses as Apiframe does: `error` and, for some, further members. */
export function refusal(
  status: number,
  error: string,
  members: Readonly<Record<string, unknown>> = {},
): Response {
  return Response.json({ error, ...members }, { status });
}

/** The 401 for a call without a key, or with one that is not known. */
export function unauthorized(reason: 'missing' | 'invalid'): Response {
  return refusal(401, reason === 'missing' ? 'API key is required' : 'Invalid API key');
}

/** The 402, which carries the numbers. */
export function insufficientCredits(required: number, available: number): Response {
  return refusal(402, 'Insufficient credits', {
    creditsRequired: required,
    creditsAvailable: available,
  });
}

/** The 429; its `Retry-After` in seconds is documented. */
export function tooManyRequests(retryAfterSeconds = 2): Response {
  const response = refusal(429, 'Too many requests');
  response.headers.set('retry-after', String(retryAfterSeconds));
  return response;
}

/** Refuses as an injected fault says. */
export function refuse(call: Call, fault: AnswerFault): Response {
  switch (fault.name) {
    case 'unauthorized':
      return unauthorized('invalid');
    case 'echo-key':
      return refusal(401, `Invalid API key: ${call.headers.get('x-api-key') ?? ''}`);
    case 'key-inactive':
    case 'forbidden':
      return refusal(403, fault.message ?? 'API key is inactive');
    case 'insufficient-balance':
      return insufficientCredits(7, 3);
    case 'rate-limited':
      return tooManyRequests(fault.retryAfterSeconds);
    case 'server-error': {
      const { status = 500 } = fault;
      return refusal(status, status === 503 ? 'Service unavailable' : 'Internal server error');
    }
    case 'envelope-error':
      throw new TypeError('apiframe has no envelope');
  }
}
