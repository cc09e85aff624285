import type { SimulatorClock } from '../kernel/simulator-clock.ts';

const windowMs = 24 * 3_600_000;

/** Remembers for 24 hours which job a key and body made. */
export interface IdempotencyMemory {
  /** The id of the job that this key made; `conflict` when it was made with another body. */
  recall(apiKey: string, key: string, body: unknown): string | 'conflict' | undefined;
  remember(apiKey: string, key: string, body: unknown, jobId: string): void;
}

/** Creates an {@link IdempotencyMemory}. */
export function createIdempotencyMemory(clock: SimulatorClock): IdempotencyMemory {
  const made = new Map<string, { body: string; jobId: string; at: number }>();
  // Each caller has keys of its own.
  const nameOf = (apiKey: string, key: string): string => JSON.stringify([apiKey, key]);
  return {
    recall(apiKey, key, body) {
      const entry = made.get(nameOf(apiKey, key));
      if (!entry || clock.now() >= entry.at + windowMs) return undefined;
      return entry.body === JSON.stringify(body) ? entry.jobId : 'conflict';
    },
    remember(apiKey, key, body, jobId) {
      made.set(nameOf(apiKey, key), { body: JSON.stringify(body), jobId, at: clock.now() });
    },
  };
}
