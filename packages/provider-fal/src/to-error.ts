import type { ErrorCode, TaskFailure } from '@vidgate/core';
import type { VendorAnswer, VendorFault } from '@vidgate/core/http';
import { boundText } from '@vidgate/core/http';
import type { ErrorDetail, Problem } from './wire.ts';
import { errorSchema } from './wire.ts';

const contentWords =
  /sensitive|nsfw|prohibited|moderation|safety|risk control|content[ _]polic|(?:policy|content)[ _](?:check|violat)/i;
const balanceWords =
  /(?:exhausted|insufficient|negative|low|no) (?:account )?(?:balance|credit|fund)|run out of credits/i;
const inputWords = /\b(?:image|prompt|url|file|frame|format)\b/i;
const refusalWords =
  /\b(?:invalid|unsupported|corrupt|corrupted|too (?:large|big|small|long|short)|(?:could not|cannot|unable to|failed to) (?:download|fetch|load|read|access|open|decode)|(?:load|download) error)\b/i;
const vendorWords = /\b(?:generat\w+|timeout|downstream|internal|unavailable|server|service)\b/i;
const keyWords = /\b(?:key|token|permission)\b/i;

/** Statuses that speak of the read and its key, and never of the task that was to be read. */
const aboutTheRead = new Set([401, 403, 404, 408, 429]);

export function toFault({ status, body }: VendorAnswer): VendorFault | undefined {
  if (status < 400) return undefined;
  const detail = errorSchema.safeParse(body).data?.detail;
  if (detail === undefined) return {};
  return { code: toCode(status, toWords(detail)), message: toMessage(detail) };
}

function toCode(status: number, said: string): ErrorCode | undefined {
  if (status !== 400 && status !== 403 && status !== 422) return undefined;
  // An empty account answers 403 here.
  if (status === 403 && balanceWords.test(said)) return 'insufficient-balance';
  if (contentWords.test(said)) return 'content-rejected';
  return status === 403 && keyWords.test(said) ? 'authentication' : undefined;
}

/**
 * Reads why a task failed out of the answer to a read of its result.
 *
 * Nothing where the answer may come from elsewhere: a gateway's 502 says nothing of a task that was
 * paid for. A failure is known by its list of problems, or by `X-Fal-Error-Type` beside a text.
 *
 * @see https://github.com/fal-ai/fal-js (checked 2026-11-21)
 */
export function toTaskFailure(
  { status, body }: VendorAnswer,
  errorType: string | undefined,
): TaskFailure | undefined {
  if (status < 400 || aboutTheRead.has(status)) return undefined;
  const detail = errorSchema.safeParse(body).data?.detail;
  if (detail === undefined) return undefined;
  if (typeof detail === 'string' && errorType === undefined) return undefined;
  return {
    code: toFailureCode(status, detail),
    message: toMessage(detail),
    vendorCode: typeof detail === 'string' ? errorType : (detail[0]?.type ?? errorType),
    // A 5xx is not charged; of what the model refuses it is said that it may be.
    charged: status >= 500 ? 'no' : 'unknown',
  };
}

function toFailureCode(status: number, detail: ErrorDetail): TaskFailure['code'] {
  const said = toWords(detail);
  if (contentWords.test(said)) return 'content-rejected';
  if (status >= 500) return 'generation-failed';
  if (balanceWords.test(said)) return 'insufficient-balance';
  const refused = inputWords.test(said) && refusalWords.test(said);
  return refused || namesInput(detail) ? 'invalid-request' : 'generation-failed';
}

/**
 * `["body", "image_url"]` names what is wrong, `["body"]` alone does not; and what went wrong at fal
 * may name a field only because some field has to be named.
 */
function namesInput(detail: ErrorDetail): boolean {
  if (typeof detail === 'string') return false;
  return detail.some(({ loc, type }) => (loc ?? []).length > 1 && !vendorWords.test(toWord(type)));
}

function toWords(detail: ErrorDetail): string {
  if (typeof detail === 'string') return boundText(detail);
  return boundText(detail.map(({ type, msg }) => `${toWord(type)} ${msg}`).join(' '));
}

/** Types are words with underscores, such as `content_policy_violation`. */
function toWord(type: Problem['type']): string {
  return (type ?? '').replaceAll('_', ' ');
}

function toMessage(detail: ErrorDetail): string {
  return boundText(typeof detail === 'string' ? detail : detail.map(toSentence).join('; '));
}

function toSentence({ loc, msg }: Problem): string {
  const place = (loc ?? []).filter((part) => part !== 'body').join('.');
  return place === '' ? msg : `${place}: ${msg}`;
}
