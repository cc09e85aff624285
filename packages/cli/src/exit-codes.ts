import type { ErrorCode } from '@vidgate/core';

/** What the `vidgate` command ends with, for scripts. */
export const exitCodes = {
  /** It did what it was asked. */
  done: 0,
  /** The job failed or was canceled, or its video could not be saved. */
  failed: 1,
  /** Wrong flags, wrong configuration, or a ledger that cannot be used. Nothing was sent. */
  usage: 2,
  /** A job is held: it waits for a person or for late evidence. */
  held: 3,
  /** No provider can take the request, or it would cost more than is allowed. Nothing was sent. */
  noProvider: 4,
  /** A rule of `compare --assert` does not hold. */
  broken: 5,
  /** Ctrl-C or SIGTERM: the job goes on, `vidgate jobs wait ID` finishes it. */
  interrupted: 130,
} as const;

/** One of {@link exitCodes}, or that of a command that `sandbox --` has run. */
export type ExitCode = number;

/** What the command ends with where an error ended it. */
export function toExitCode(code: ErrorCode): ExitCode {
  switch (code) {
    case 'invalid-request':
    case 'unknown-job':
    case 'idempotency-conflict':
    case 'provider-missing':
    case 'ledger-unavailable':
    case 'configuration':
      return exitCodes.usage;
    case 'no-provider':
    case 'budget-exceeded':
      return exitCodes.noProvider;
    case 'outcome-unknown':
    case 'stalled':
      return exitCodes.held;
    case 'unsupported':
    case 'authentication':
    case 'insufficient-balance':
    case 'content-rejected':
    case 'rate-limited':
    case 'unavailable':
    case 'timeout':
    case 'network':
    case 'invalid-response':
    case 'generation-failed':
    case 'not-found':
    case 'aborted':
    case 'asset-expired':
    case 'archive-failed':
    case 'ledger-conflict':
      return exitCodes.failed;
  }
}
