import type { FaultKind } from './fault-kinds.ts';

/** The faults that wait for something to strike, and how often each kind has struck. */
export interface FaultBoard {
  readonly hits: ReadonlyMap<FaultKind, number>;
  /** Lets a fault strike `times` times at a place. */
  arm(kind: FaultKind, place: string, times: number): void;
  /** Uses up one go. */
  take(kind: FaultKind, place: string): boolean;
  /** Notes that a fault struck by other means. */
  hit(kind: FaultKind): void;
  /** What waits strikes no more. */
  calm(): void;
}

export function createFaultBoard(note: (text: string) => void): FaultBoard {
  const waiting = new Map<string, number>();
  const untold = new Set<string>();
  const hits = new Map<FaultKind, number>();
  const hit = (kind: FaultKind): void => void hits.set(kind, (hits.get(kind) ?? 0) + 1);
  return {
    hits,
    hit,
    arm(kind, place, times) {
      const key = `${kind} at ${place}`;
      waiting.set(key, (waiting.get(key) ?? 0) + times);
      untold.add(key);
    },
    take(kind, place) {
      const key = `${kind} at ${place}`;
      const left = waiting.get(key) ?? 0;
      if (left === 0) return false;
      waiting.set(key, left - 1);
      hit(kind);
      // Once: a lock alone is met hundreds of times.
      if (untold.delete(key)) note(`  ${key}`);
      return true;
    },
    calm: () => waiting.clear(),
  };
}
