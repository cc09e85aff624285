/**
 * The names that a run makes up and a vendor may repeat: idempotency keys, references, callback
 * URLs. In the files each has a lasting name instead, by the question that first told it.
 */
export interface FreshNames {
  /** The first lasting name of a fresh one stays. */
  learn(fresh: string, lasting: string): void;
  toLasting(text: string): string;
  toFresh(text: string): string;
}

export function createFreshNames(): FreshNames {
  const lastingOf = new Map<string, string>();
  const freshOf = new Map<string, string>();
  return {
    learn(fresh, lasting) {
      if (lastingOf.has(fresh)) return;
      lastingOf.set(fresh, lasting);
      freshOf.set(lasting, fresh);
    },
    toLasting: (text) => replaceAll(text, lastingOf),
    toFresh: (text) => replaceAll(text, freshOf),
  };
}

function replaceAll(text: string, names: ReadonlyMap<string, string>): string {
  let replaced = text;
  for (const [from, to] of names) replaced = replaced.replaceAll(from, to);
  return replaced;
}
