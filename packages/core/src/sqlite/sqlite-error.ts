import { VideoGatewayError } from '../video-gateway-error.ts';

/** Another connection is writing: waiting helps. */
export function isBusy(error: unknown): boolean {
  const code = codeOf(error);
  return code === 5 || code === 6;
}

const openable = 'it must be a file, in a folder that exists and that this process may write to';

/** By SQLite's primary result code. @see https://www.sqlite.org/rescode.html (checked 2026-11-21) */
const meanings: Readonly<Record<number, string>> = {
  5: 'stays locked by another process',
  6: 'stays locked by another process',
  8: 'is read-only',
  10: 'cannot be read or written',
  11: 'is damaged',
  13: 'is on a disk that is full',
  14: `cannot be opened; ${openable}`,
  26: 'is no SQLite database',
};

/**
 * Says in our words why a database did not do what was asked; an error of ours stays as it is.
 *
 * What is not known counts as an unavailable ledger too: after it nothing is sent.
 */
export function toLedgerError(error: unknown, name: string, jobId?: string): VideoGatewayError {
  if (VideoGatewayError.isInstance(error)) return error;
  const code = codeOf(error);
  const about = jobId === undefined ? {} : { jobId };
  if (code === 19) {
    const message = `The ledger ${name} refused a change that breaks one of its rules.`;
    return new VideoGatewayError({ ...about, code: 'ledger-conflict', message });
  }
  const meaning = meanings[code ?? 0] ?? `failed (${describe(error)})`;
  return new VideoGatewayError({
    ...about,
    code: 'ledger-unavailable',
    message: `The ledger ${name} ${meaning}. Nothing unrecorded was sent.`,
  });
}

const names: Readonly<Record<string, number>> = {
  SQLITE_BUSY: 5,
  SQLITE_LOCKED: 6,
  SQLITE_READONLY: 8,
  SQLITE_IOERR: 10,
  SQLITE_CORRUPT: 11,
  SQLITE_FULL: 13,
  SQLITE_CANTOPEN: 14,
  SQLITE_CONSTRAINT: 19,
  SQLITE_NOTADB: 26,
};

/** The primary result code: Node gives a number (`errcode`), the others a name (`code`). */
function codeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const extended: unknown = Reflect.get(error, 'errcode');
  // The low byte is the primary code.
  if (typeof extended === 'number') return extended & 0xff;
  const name: unknown = Reflect.get(error, 'code');
  if (typeof name !== 'string') return undefined;
  return names[/^SQLITE_[A-Z]+/.exec(name)?.[0] ?? ''];
}

/** A database driver's messages quote no values, so they may be shown. */
function describe(error: unknown): string {
  return error instanceof Error
    ? `${error.name}: ${error.message.slice(0, 200)}`
    : 'no reason given';
}
