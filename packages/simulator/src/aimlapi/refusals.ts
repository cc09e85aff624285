import type { Call } from '../kernel/call.ts';
import type { AnswerFault } from '../kernel/fault.ts';

const outOfCredits =
  "You've run out of credits. Please top up your balance or update your payment method to continue.";

/** Refuses as AI/ML API does; `statusCode` is text there. */
export function refusal(call: Call, status: number, message: string): Response {
  return Response.json(
    {
      message,
      path: call.url.pathname,
      requestId: call.requestId,
      statusCode: String(status),
      timestamp: new Date(call.at).toISOString(),
    },
    { status },
  );
}

/** An empty account is a 403 here; only its text tells. */
export function insufficientBalance(call: Call): Response {
  return refusal(call, 403, outOfCredits);
}

/** The 429 for too many requests, and for too many tasks. */
export function tooManyRequests(call: Call): Response {
  return refusal(call, 429, 'Too Many Requests');
}

/** Refuses as an injected fault says. */
export function refuse(call: Call, fault: AnswerFault): Response {
  switch (fault.name) {
    case 'unauthorized':
      return refusal(call, 401, 'Unauthorized');
    case 'echo-key': {
      const key = call.headers.get('authorization')?.replace(/^Bearer /, '') ?? '';
      return refusal(call, 401, `Unauthorized: invalid key ${key}`);
    }
    case 'key-inactive':
      return refusal(call, 403, fault.message ?? 'The API key is disabled');
    case 'forbidden':
      return refusal(call, 403, fault.message ?? 'Forbidden');
    case 'insufficient-balance':
      return insufficientBalance(call);
    case 'rate-limited': {
      const response = tooManyRequests(call);
      const { retryAfterSeconds } = fault;
      if (retryAfterSeconds !== undefined) {
        response.headers.set('retry-after', String(retryAfterSeconds));
      }
      return response;
    }
    case 'server-error': {
      const { status = 500 } = fault;
      return refusal(call, status, serverErrorText(status));
    }
    case 'envelope-error':
      throw new TypeError('aimlapi has no envelope');
  }
}

function serverErrorText(status: number): string {
  if (status === 504) return 'Generation timeout';
  return status === 503
    ? 'The model is under maintenance'
    : 'Something wrong with the server, please try again later';
}
