/** Reads a column of a row. Rows come from a file that anybody may have changed. */
function read(row: unknown, column: string): unknown {
  return typeof row === 'object' && row !== null ? Reflect.get(row, column) : undefined;
}

export function readNumber(row: unknown, column: string): number {
  const value = read(row, column);
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  throw new TypeError(`The ledger's column ${column} holds no number.`);
}

export function readText(row: unknown, column: string): string {
  const value = read(row, column);
  if (typeof value === 'string') return value;
  throw new TypeError(`The ledger's column ${column} holds no text.`);
}

export function readBytes(row: unknown, column: string): Uint8Array {
  const value = read(row, column);
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  throw new TypeError(`The ledger's column ${column} holds no bytes.`);
}
