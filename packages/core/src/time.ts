export const minuteMs = 60_000;
export const dayMs = 86_400_000;

/** Midnight UTC of a day. The epoch began at one, and its days have no leap seconds. */
export function startOfUtcDay(now: number): number {
  return now - (now % dayMs);
}
