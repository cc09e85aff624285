/** What happened so far, oldest first, and a way to wait until enough has. */
export interface Journal<Entry> {
  readonly entries: readonly Entry[];
  add(entry: Entry): void;
  /** Resolves once the entries are so; at once where they already are. */
  until(isSo: (entries: readonly Entry[]) => boolean): Promise<void>;
}

export function createJournal<Entry>(): Journal<Entry> {
  const entries: Entry[] = [];
  const waiting = new Set<() => void>();
  return {
    entries,
    add(entry) {
      entries.push(entry);
      for (const look of [...waiting]) look();
    },
    async until(isSo) {
      if (isSo(entries)) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = (): void => {
        if (!isSo(entries)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      await promise;
    },
  };
}
