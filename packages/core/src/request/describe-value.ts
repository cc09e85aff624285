/** Shows a wrong value in an error message: its type where that helps, never more than a glance. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'string') {
    return value.trim() === ''
      ? 'a blank string'
      : `"${value.slice(0, 60)}${value.length > 60 ? '…' : ''}"`;
  }
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') {
    return String(value);
  }
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return 'an array';
  return `a value of type ${typeof value}`;
}
