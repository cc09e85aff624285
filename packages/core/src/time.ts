export const minuteMs = 60_000;
export const dayMs = 86_400_000;

/** Midnight UTC of a day. The epoch began at one, and its days have no leap seconds. */
export function startOfUtcDay(now: number): number {
  return now - (now % dayMs);
}

/**
 * Whether a time that was set at most `mostMs` ahead is still to come. One that lies further ahead was
 * set by a clock that has been set back since, and is over.
 */
export function isToCome(until: number, now: number, mostMs: number): boolean {
  return now < until && until - now <= mostMs;
}
