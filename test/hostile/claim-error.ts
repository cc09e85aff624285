import type { ErrorCode, Operation, Outcome } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import { signature, signedUrl } from './canaries.ts';
import type { Said } from './claim.ts';
import { claim, claimNoKey } from './claim.ts';
import { claimPollError } from './claim-poll.ts';
import { claimSubmitError } from './claim-submit.ts';

const everywhere: readonly ErrorCode[] = [
  'invalid-request',
  'unsupported',
  'authentication',
  'insufficient-balance',
  'content-rejected',
  'rate-limited',
  'unavailable',
  'timeout',
  'network',
  'invalid-response',
  'idempotency-conflict',
];

const codes: Readonly<Partial<Record<Operation, readonly ErrorCode[]>>> = {
  submit: everywhere,
  poll: [...everywhere, 'not-found', 'asset-expired'],
  webhook: ['authentication', 'invalid-response'],
};

/** What the error of a call that pays nothing says of money that was paid before. */
const outcomes: Readonly<Partial<Record<Operation, Outcome>>> = {
  poll: 'accepted',
  'look-up': 'unknown',
};

/** Prices are asked for without a key, and a hint is compared with what we know and not kept. */
const keyless: readonly Operation[] = ['prices', 'webhook'];

const facts = new Set([
  'stack',
  'message',
  'name',
  'code',
  'outcome',
  'charged',
  'provider',
  'operation',
  'taskId',
  'status',
  'requestId',
  'retryAfterMs',
  'reshaped',
  'cause',
]);

/** What must hold of whatever a call of an adapter threw. */
export function claimError(error: unknown, operation: Operation, said: Said): void {
  if (!(error instanceof VideoGatewayError)) {
    // The error itself tells where it comes from.
    throw error;
  }
  const { message, code, retryAfterMs, status, requestId, charged } = error;
  claim(message.length <= 400, `a message has some hundred characters, not ${message.length}`);
  claim(!/[\r\n]/.test(message), 'a message is one line');
  claim((requestId ?? '').length <= 300, 'a request id is short');
  const printed = `${error.stack} ${JSON.stringify(error)}`;
  if (!keyless.includes(operation)) claimNoKey(printed, 'an error');
  // An id is kept to the letter, whatever it looks like.
  const { taskId: _taskId, ...rest } = error.toJSON();
  const leaks = JSON.stringify(rest).includes(signature) && !isDamaged(said);
  claim(!leaks, 'an error does not hold a signed URL');
  const known = codes[operation] ?? [...everywhere, 'not-found'];
  claim(known.includes(code), `${code} is not for ${operation}`);
  claim(error.operation === operation, 'an error names what was asked');
  claim(
    retryAfterMs === undefined || (Number.isSafeInteger(retryAfterMs) && retryAfterMs >= 0),
    'a wait is whole milliseconds',
  );
  claim(status === undefined || Number.isFinite(status), 'a status is a number');
  const unknown = Reflect.ownKeys(error).filter(
    (key) => typeof key === 'string' && !facts.has(key),
  );
  claim(unknown.length === 0, 'an error is made of plain facts');
  if (operation === 'poll') claimPollError(said);
  if (operation === 'submit') claimSubmitError(error, said);
  else claim(error.outcome === (outcomes[operation] ?? 'rejected'), 'only a submit may cost');
  claim(error.outcome === 'rejected' || charged !== 'no', 'what is in doubt may be charged');
}

/** What must hold of any value: it can be kept as JSON, and shows no key. */
export function claimValue(value: unknown, operation: Operation): void {
  const text = JSON.stringify(value);
  if (!keyless.includes(operation)) claimNoKey(text, 'a value');
  claim(text.length < 3_000_000, 'a value is not endless');
  claimNumbers(value);
}

function claimNumbers(value: unknown): void {
  if (typeof value === 'number') claim(Number.isFinite(value), 'every number is finite');
  if (typeof value !== 'object' || value === null) return;
  for (const member of Object.values(value)) claimNumbers(member);
}

/** Whether a changed byte has made something else of a signed URL, which nobody can tell from text. */
function isDamaged({ answers }: Said): boolean {
  const text = answers
    .map(({ headers, body }) => `${JSON.stringify(headers)} ${Buffer.from(body).toString()}`)
    .join(' ');
  return !text.includes(signedUrl);
}
