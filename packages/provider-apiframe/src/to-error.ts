import type { ErrorCode, TaskFailure } from '@vidgate/core';
import type { VendorAnswer, VendorFault } from '@vidgate/core/http';
import type { Job } from './wire.ts';
import { faultSchema } from './wire.ts';

// Errors are plain texts without a code, of requests and of jobs alike.
// @see https://api.apiframe.ai/v2/openapi.json "ErrorResponse" (checked 2026-11-21)
const contentWords =
  /sensitive|nsfw|prohibited|moderation|safety|inappropriate|content[ _]polic|(?:policy|content)[ _]violat/i;
const balanceWords = /insufficient (?:credit|balance|fund)/i;
const inputWords = /\b(?:image|prompt|url|file|frame|format)\b/i;
const refusalWords =
  /\b(?:invalid|unsupported|corrupt|corrupted|too (?:large|big|small|long|short)|(?:could not|cannot|unable to|failed to) (?:download|fetch|load|read|access|open|decode))\b/i;
const keyWords = /\b(?:key|permission)\b/i;

export function toFault({ operation, status, body }: VendorAnswer): VendorFault | undefined {
  if (status < 400) return undefined;
  const fault = faultSchema.safeParse(body).data;
  const { error, details, creditsRequired, creditsAvailable } = fault ?? {};
  const problems = Object.entries(details ?? {}).map(
    ([path, texts]) => `${path}: ${[texts].flat().join(', ')}`,
  );
  const credits =
    typeof creditsRequired === 'number' && typeof creditsAvailable === 'number'
      ? [`${creditsRequired} credits required, ${creditsAvailable} available`]
      : [];
  const message = [error, ...problems, ...credits].filter(Boolean).join('; ');
  const cfgRefused = problems.some((problem) => problem.includes('cfg_scale'));
  return {
    code: toCode(status, message),
    message: message === '' ? undefined : message,
    reshaped: operation === 'submit' && status === 400 && cfgRefused ? true : undefined,
  };
}

function toCode(status: number, said: string): ErrorCode | undefined {
  if (status !== 400 && status !== 403 && status !== 422) return undefined;
  if (contentWords.test(said)) return 'content-rejected';
  // "API key is inactive", or it lacks a permission; else the modality is switched off.
  return status === 403 && keyWords.test(said) ? 'authentication' : undefined;
}

/** "No available capacity" and whatever is unknown may go better elsewhere. */
export function toTaskFailure({
  error,
  creditCost,
}: Pick<Job, 'error' | 'creditCost'>): TaskFailure {
  const said = error ?? '';
  return {
    code: toFailureCode(said),
    message: said === '' ? 'no reason given' : said,
    // Failed jobs are refunded and then show 0; a figure above it may be the refund still to come.
    charged: typeof creditCost === 'number' && creditCost > 0 ? 'unknown' : 'no',
  };
}

function toFailureCode(said: string): TaskFailure['code'] {
  if (contentWords.test(said)) return 'content-rejected';
  if (balanceWords.test(said)) return 'insufficient-balance';
  return inputWords.test(said) && refusalWords.test(said) ? 'invalid-request' : 'generation-failed';
}
