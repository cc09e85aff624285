import { VideoGatewayError } from '../video-gateway-error.ts';

/** Reads a column of a row. Rows come from a file that anybody may have changed. */
function read(row: unknown, column: string): unknown {
  return typeof row === 'object' && row !== null ? Reflect.get(row, column) : undefined;
}

export function readNumber(row: unknown, column: string): number {
  const value = read(row, column);
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  throw unreadable(column, 'number');
}

export function readText(row: unknown, column: string): string {
  const value = read(row, column);
  if (typeof value === 'string') return value;
  throw unreadable(column, 'text');
}

/** Text, or nothing where the column is empty. */
export function readTextOrNone(row: unknown, column: string): string | undefined {
  return read(row, column) === null ? undefined : readText(row, column);
}

export function readBytes(row: unknown, column: string): Uint8Array {
  const value = read(row, column);
  // A plain copy: better-sqlite3 gives a Buffer.
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  throw unreadable(column, 'bytes');
}

function unreadable(column: string, what: string): VideoGatewayError {
  const message = `The ledger is damaged: its column ${column} holds no ${what}.`;
  return new VideoGatewayError({ code: 'ledger-unavailable', message });
}
