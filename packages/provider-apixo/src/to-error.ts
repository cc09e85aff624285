import type { ErrorCode, TaskFailure } from '@vidgate/core';
import type { VendorAnswer, VendorFault } from '@vidgate/core/http';
import type { StatusData } from './wire.ts';
import { envelopeSchema } from './wire.ts';

// The fail codes differ between two generations of the documents (SensitiveContent,
// CONTENT_VIOLATION), so words within them are matched, in any case.
// @see https://apixo.ai/docs/api-reference/errors (checked 2026-11-21)
const contentWords =
  /sensitive|nsfw|prohibited|violat(?:ion|ed)|moderation|content (?:policy|(?:was )?rejected)/i;
const balanceWords = /insufficient/i;
const vendorWords = /timeout|unavailable|generation/i;
const inputWords = /prompt|image|format|upload|url/i;
const accessWords = /\b(?:key|route|access|permission|allowlist)\b/i;

/** APIXO wraps every answer in an envelope whose own `code` may report an error on HTTP 200. */
export function toFault({ status: httpStatus, body }: VendorAnswer): VendorFault | undefined {
  const envelope = envelopeSchema.safeParse(body).data;
  const httpOk = httpStatus >= 200 && httpStatus < 300;
  const status = httpOk ? (envelope?.code ?? httpStatus) : httpStatus;
  if (status >= 200 && status < 300) return undefined;
  const message = [envelope?.message, envelope?.data?.error].filter(Boolean).join(': ');
  // The errors page says that a fail code may come with an immediate error too.
  const said = [message, envelope?.failCode, envelope?.data?.failCode].filter(Boolean).join(' ');
  return { status, code: toCode(status, said), message: message === '' ? undefined : message };
}

function toCode(status: number, said: string): ErrorCode | undefined {
  const content = contentWords.test(said);
  switch (status) {
    case 400:
    case 422:
      // The newer pages answer 402 for an empty account, an older example 400.
      if (balanceWords.test(said)) return 'insufficient-balance';
      return content ? 'content-rejected' : undefined;
    case 403: {
      // One status for two things, and the documented text names both: then neither is known.
      const access = accessWords.test(said);
      if (content === access) return undefined;
      return content ? 'content-rejected' : 'authentication';
    }
    default:
      return undefined;
  }
}

export function toTaskFailure({ failCode, failMsg }: StatusData): TaskFailure {
  return {
    code: toFailureCode(failCode ?? ''),
    message: failMsg || failCode || 'no reason given',
    vendorCode: failCode ?? undefined,
    // No page says whether a failed task is refunded.
    charged: 'unknown',
  };
}

function toFailureCode(failCode: string): TaskFailure['code'] {
  if (contentWords.test(failCode)) return 'content-rejected';
  if (balanceWords.test(failCode)) return 'insufficient-balance';
  if (vendorWords.test(failCode)) return 'generation-failed';
  return inputWords.test(failCode) ? 'invalid-request' : 'generation-failed';
}
