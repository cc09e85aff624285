/** Lets a number of items be active at once; the others begin in the order in which they came. */
export interface TurnQueue<Item> {
  /** Calls `begin` at once, or when it is the item's turn. */
  enter(item: Item, begin: () => void): void;
  /** The item is over, or no longer wants its turn. */
  leave(item: Item): void;
}

/** Creates a {@link TurnQueue}. @default limit Infinity */
export function createTurnQueue<Item>(limit: number = Number.POSITIVE_INFINITY): TurnQueue<Item> {
  const waiting = new Map<Item, () => void>();
  const active = new Set<Item>();
  const beginNext = (): void => {
    for (const [item, begin] of waiting) {
      if (active.size >= limit) return;
      waiting.delete(item);
      active.add(item);
      begin();
    }
  };
  return {
    enter(item, begin) {
      waiting.set(item, begin);
      beginNext();
    },
    leave(item) {
      waiting.delete(item);
      active.delete(item);
      beginNext();
    },
  };
}
