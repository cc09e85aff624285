/** How long an offer takes to answer a submit, in milliseconds: smoothed, and by how much it varies. */
export interface AnswerTime {
  readonly smoothedMs: number;
  readonly variationMs: number;
}

/** As long as nothing has been answered. */
const unknownMs = 10_000;
const shortestMs = 5_000;
/** A submit fails after 60 s. */
const longestMs = 30_000;

/** Learns as TCP learns how long a reply may take (RFC 6298, section 2, with its constants). */
export function addAnswer(known: AnswerTime | undefined, tookMs: number): AnswerTime {
  if (known === undefined) return { smoothedMs: tookMs, variationMs: tookMs / 2 };
  const { smoothedMs, variationMs } = known;
  return {
    smoothedMs: smoothedMs + (tookMs - smoothedMs) / 8,
    variationMs: variationMs + (Math.abs(tookMs - smoothedMs) - variationMs) / 4,
  };
}

/** A submit that takes so long may be lost, and so may be each further one. In milliseconds. */
export function toSuspiciousMs(known: AnswerTime | undefined): number {
  if (known === undefined) return unknownMs;
  const dueMs = known.smoothedMs + 4 * known.variationMs;
  return Math.min(Math.max(dueMs, shortestMs), longestMs);
}
