const token = /\s*(?:[{}[\],:]|"(?:[^"\\\n]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)\s*/y;

/**
 * Where a text stops being JSON, as `:line:column`. Engines tell the position of some mistakes only;
 * of the others, the first thing that is no token of JSON is found here.
 */
export function findJsonPlace(text: string, error: unknown): string {
  const told = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
  const before = text.slice(0, told === undefined ? findStranger(text) : Number(told)).split('\n');
  return `:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

function findStranger(text: string): number {
  let position = 0;
  for (;;) {
    token.lastIndex = position;
    if (!token.test(text)) return position;
    position = token.lastIndex;
  }
}
