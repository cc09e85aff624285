import { VideoGatewayError } from '../video-gateway-error.ts';

/** Another process is writing: waiting helps. */
export function isBusy(error: unknown): boolean {
  const code = codeOf(error);
  return code === 5 || code === 6;
}

const meanings: Readonly<Record<number, string>> = {
  5: 'stays locked by another process',
  6: 'stays locked by another process',
  8: 'is read-only',
  10: 'cannot be read or written',
  11: 'is damaged',
  13: 'is on a disk that is full',
  14: 'cannot be opened',
  26: 'is no SQLite database',
};

/** Says in our words why a database did not do what was asked; an error of ours stays as it is. */
export function toLedgerError(error: unknown, name: string): unknown {
  if (VideoGatewayError.isInstance(error)) return error;
  const code = codeOf(error);
  if (code === undefined) return error;
  if (code === 19) {
    const message = `The ledger ${name} refused a change that breaks one of its rules.`;
    return new VideoGatewayError({ code: 'ledger-conflict', message });
  }
  const meaning = meanings[code] ?? `failed (SQLite code ${code})`;
  return new VideoGatewayError({
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
