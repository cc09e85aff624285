/** The value at a dotted path of parsed JSON; undefined where there is none. */
export function valueAt(json: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
      json,
    );
}

/** The text at a dotted path; anything else is an error, so that a test stops there. */
export function textAt(json: unknown, path: string): string {
  const value = valueAt(json, path);
  if (typeof value !== 'string') throw new Error(`no text at ${path}: ${JSON.stringify(json)}`);
  return value;
}
