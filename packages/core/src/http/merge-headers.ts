/** Later ones win, whatever the case of their names. */
export function mergeHeaders(
  ...parts: readonly (Readonly<Record<string, string>> | undefined)[]
): Headers {
  const merged = new Headers();
  for (const part of parts) {
    for (const [name, value] of Object.entries(part ?? {})) merged.set(name, value);
  }
  return merged;
}
