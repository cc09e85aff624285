import type { LatencyHint } from '../offer.ts';
import type { LatencyEstimate } from './latency-estimate.ts';
import { toLearnedPause } from './latency-outlook.ts';

/** How tasks are followed. All times in milliseconds. */
export interface PollingSettings {
  /** From the submit's acceptance to the first poll. @default learned, else the hint, else 10_000 */
  readonly firstDelayMs?: number | undefined;
  /** Between polls. @default learned, else the offer's hint, else 5_000 */
  readonly intervalMs?: number | undefined;
  /** The longest pause between polls, after failed ones and where it is learned. @default 60_000 */
  readonly maxIntervalMs?: number | undefined;
  /** After so long without an end the job is held as `stalled`. @default 3_600_000 */
  readonly deadlineMs?: number | undefined;
}

/** A held job is still looked at this often, in milliseconds. */
export const heldIntervalMs = 600_000;
export const defaultDeadlineMs = 3_600_000;
/** However long a vendor asks to wait: its clock or its header may be wrong, and a video is due. */
export const longestRetryAfterMs = 300_000;

/** What a process remembers of the polls of one task; nothing of it is ever stored. */
export interface PollMemory {
  readonly lastAt?: number | undefined;
  /** Polls that failed in a row. */
  readonly failures: number;
  /** A vendor asked not to be polled before this time. */
  readonly notBefore?: number | undefined;
  /** Since when the vendor has been saying that it does not know the task. */
  readonly notFoundSince?: number | undefined;
  /** Something (a webhook, a person) says that a look is worthwhile now. */
  readonly hinted?: boolean | undefined;
  /**
   * Chance, from 0 (inclusive) to 1: makes the next poll up to a tenth of a pause later, so that
   * jobs begun together drift apart. Drawn once per poll, or the answer would change when asked again.
   *
   * @default 0
   */
  readonly jitter?: number | undefined;
}

const longestJitter = 0.1;

export interface PollTiming {
  /** Tells apart what is past and what a clock that was set back has left ahead. @default all is past */
  readonly now?: number | undefined;
  readonly acceptedAt: number;
  readonly held: boolean;
  readonly hint: LatencyHint | undefined;
  /** What was learned of such tasks. Before the first of them has finished, the hint decides. */
  readonly learned?: LatencyEstimate | undefined;
  readonly settings: PollingSettings;
  readonly memory: PollMemory;
}

/**
 * When a task is to be polled next, in milliseconds since the epoch. Pure.
 *
 * Every poll has a price (a second of waiting) and so has every second that a finished video lies
 * unseen. So polls are close together where such tasks usually finish, and rare elsewhere.
 *
 * A person's settings go before what was learned, and that before the offer's hint. Polls that
 * failed double the pause; a vendor's `Retry-After` is kept to, also when a webhook says "now".
 *
 * A last look that lies ahead was dated by a clock that has been set back since. Nobody knows how
 * long ago it was, so the next one is due.
 */
export function nextPollAt(timing: PollTiming): number {
  const { now = Number.POSITIVE_INFINITY, acceptedAt, memory } = timing;
  const askedFor = memory.notBefore ?? 0;
  const notBefore = askedFor > now + longestRetryAfterMs ? 0 : askedFor;
  if (memory.hinted === true || (memory.lastAt ?? acceptedAt) > now) return notBefore;
  const pauseMs = toPause(timing);
  const isFirst = memory.lastAt === undefined;
  const jitteredMs = isFirst ? Math.min(pauseMs, toInterval(timing)) : pauseMs;
  const jitterMs = Math.round((memory.jitter ?? 0) * longestJitter * jitteredMs);
  return Math.max((memory.lastAt ?? acceptedAt) + pauseMs, notBefore) + jitterMs;
}

/** From the last poll, or else from the acceptance, to the next poll. */
function toPause(timing: PollTiming): number {
  const { acceptedAt, held, hint, settings, memory } = timing;
  const learned = timing.learned?.samples === 0 ? undefined : timing.learned;
  if (memory.lastAt === undefined) {
    if (settings.firstDelayMs !== undefined) return settings.firstDelayMs;
    if (learned === undefined) return hint?.firstPollMs ?? 10_000;
    return Math.round(toLearnedPause(learned, 0, Number.POSITIVE_INFINITY));
  }
  if (held) return heldIntervalMs;
  const intervalMs = toInterval(timing);
  const maxIntervalMs = settings.maxIntervalMs ?? 60_000;
  if (learned !== undefined && settings.intervalMs === undefined && memory.failures === 0) {
    const elapsedMs = Math.max(memory.lastAt - acceptedAt, 0);
    return Math.round(toLearnedPause(learned, elapsedMs, maxIntervalMs));
  }
  const backedOff = intervalMs * 2 ** Math.min(memory.failures, 10);
  return Math.min(backedOff, Math.max(maxIntervalMs, intervalMs));
}

function toInterval({ settings, hint }: PollTiming): number {
  return settings.intervalMs ?? hint?.pollIntervalMs ?? 5_000;
}
