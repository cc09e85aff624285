import type { ErrorCode, TaskFailure } from '@vidgate/core';
import type { VendorAnswer, VendorFault } from '@vidgate/core/http';
import type { Generation } from './wire.ts';
import { errorSchema } from './wire.ts';

// Texts of three origins: AI/ML's own, Kling's ("risk control"), and fal's types ("image_load_error").
// @see https://docs.aimlapi.com/errors-and-messages/general-info (checked 2026-11-21)
const contentWords =
  /sensitive|nsfw|prohibited|moderation|safety|risk control|content[ _]polic|(?:policy|content)[ _]violat/i;
const balanceWords =
  /run out of credits|exhausted|resource limit|insufficient (?:credit|balance|fund)/i;
const inputWords = /\b(?:image|prompt|url|file|frame|format)\b/i;
const refusalWords =
  /\b(?:invalid|unsupported|corrupt|corrupted|too (?:large|big|small|long|short)|(?:could not|cannot|unable to|failed to) (?:download|fetch|load|read|access|open|decode)|(?:load|download) error)\b/i;
const keyWords = /\b(?:key|token|permission)\b/i;

export function toFault({ status, body }: VendorAnswer): VendorFault | undefined {
  if (status < 400) return undefined;
  const { name, message } = errorSchema.safeParse(body).data ?? {};
  return { code: toCode(status, `${name ?? ''} ${message ?? ''}`), message: message ?? undefined };
}

function toCode(status: number, said: string): ErrorCode | undefined {
  if (status !== 400 && status !== 403 && status !== 422) return undefined;
  // 403 is the answer of an empty account here; there is no 402.
  if (status === 403 && balanceWords.test(said)) return 'insufficient-balance';
  if (contentWords.test(said)) return 'content-rejected';
  return status === 403 && keyWords.test(said) ? 'authentication' : undefined;
}

export function toTaskFailure({
  status,
  error,
}: Pick<Generation, 'status' | 'error'>): TaskFailure {
  const said = `${error?.name ?? ''} ${error?.message ?? ''}`.replaceAll('_', ' ');
  return {
    code: toFailureCode(said),
    message: error?.message || error?.name || `no reason given (${status})`,
    vendorCode: error?.name ?? undefined,
    charged: 'no',
  };
}

function toFailureCode(said: string): TaskFailure['code'] {
  if (contentWords.test(said)) return 'content-rejected';
  if (balanceWords.test(said)) return 'insufficient-balance';
  return inputWords.test(said) && refusalWords.test(said) ? 'invalid-request' : 'generation-failed';
}
