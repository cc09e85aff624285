import type { Call } from '../kernel/call.ts';
import type { AnswerFault } from '../kernel/fault.ts';

/** Builds APIXO's answers, which always are `code`, `message` and mostly `data`. */
export interface Envelopes {
  success(data: unknown): Response;
  /** Leaves `data` out when it is undefined, as the documented 401 does. */
  refusal(code: number, message: string, data?: unknown): Response;
  insufficientBalance(): Response;
}

/** The points that the documents leave open. */
export interface EnvelopeRules {
  readonly httpMirrorsCode: boolean;
  readonly insufficientBalanceForm: '402' | '400';
}

/** What the error table of the model's page says per code. */
const messages: Readonly<Record<number, string>> = {
  400: 'Invalid request',
  401: 'Invalid or missing API key',
  402: 'Insufficient balance or quota',
  403: 'Key or route cannot access the model',
  404: 'Task ID or route not found',
  429: 'Rate limit or concurrency limit reached',
  500: 'Server or upstream error',
  503: 'Service temporarily unavailable',
  504: 'Upstream timeout',
};

/** The documented text for `code`. */
export function messageFor(code: number): string {
  return messages[code] ?? 'Server or upstream error';
}

/** Creates {@link Envelopes}. */
export function createEnvelopes(rules: EnvelopeRules): Envelopes {
  const refusal: Envelopes['refusal'] = (code, message, data) =>
    Response.json(
      { code, message, ...(data !== undefined && { data }) },
      { status: rules.httpMirrorsCode ? code : 200 },
    );
  return {
    refusal,
    success: (data) => Response.json({ code: 200, message: 'success', data }),
    insufficientBalance: () =>
      rules.insufficientBalanceForm === '400'
        ? refusal(400, 'Insufficient credits', null)
        : refusal(402, messageFor(402), null),
  };
}

/** Refuses as an injected fault says. */
export function refuse(call: Call, fault: AnswerFault, envelopes: Envelopes): Response {
  switch (fault.name) {
    case 'unauthorized':
      return envelopes.refusal(401, messageFor(401));
    case 'echo-key': {
      const key = call.headers.get('authorization')?.replace(/^Bearer /, '') ?? '';
      return envelopes.refusal(401, `${messageFor(401)}: ${key}`);
    }
    case 'key-inactive':
    case 'forbidden':
      return envelopes.refusal(403, fault.message ?? messageFor(403));
    case 'insufficient-balance':
      return envelopes.insufficientBalance();
    case 'rate-limited': {
      const response = envelopes.refusal(429, messageFor(429));
      const { retryAfterSeconds } = fault;
      if (retryAfterSeconds !== undefined) {
        response.headers.set('retry-after', String(retryAfterSeconds));
      }
      return response;
    }
    case 'envelope-error': {
      const { code = 500, message = messageFor(code) } = fault;
      return Response.json({ code, message, data: null });
    }
    case 'server-error': {
      const { status = 500 } = fault;
      return Response.json({ code: status, message: messageFor(status), data: null }, { status });
    }
  }
}
