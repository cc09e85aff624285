import type { LatencyHint } from '../offer.ts';

/** How tasks are followed. All times in milliseconds. */
export interface PollingSettings {
  /** From the submit's acceptance to the first poll. @default the offer's hint, else 10_000 */
  readonly firstDelayMs?: number | undefined;
  /** Between polls. @default the offer's hint, else 5_000 */
  readonly intervalMs?: number | undefined;
  /** The longest pause between polls after failed ones. @default 60_000 */
  readonly maxIntervalMs?: number | undefined;
  /** After so long without an end the job is held as `stalled`. @default 3_600_000 */
  readonly deadlineMs?: number | undefined;
}

/** A held job is still looked at this often, in milliseconds. */
export const heldIntervalMs = 600_000;
export const defaultDeadlineMs = 3_600_000;

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
}

export interface PollTiming {
  readonly acceptedAt: number;
  readonly held: boolean;
  readonly hint: LatencyHint | undefined;
  readonly settings: PollingSettings;
  readonly memory: PollMemory;
}

/** When a task is to be polled next, in milliseconds since the epoch. Pure. */
export function nextPollAt(timing: PollTiming): number {
  const { acceptedAt, held, hint, settings, memory } = timing;
  const firstDelayMs = settings.firstDelayMs ?? hint?.firstPollMs ?? 10_000;
  const intervalMs = settings.intervalMs ?? hint?.pollIntervalMs ?? 5_000;
  const notBefore = memory.notBefore ?? 0;
  if (memory.hinted === true) return notBefore;
  if (memory.lastAt === undefined) return Math.max(acceptedAt + firstDelayMs, notBefore);
  const maxIntervalMs = Math.max(settings.maxIntervalMs ?? 60_000, intervalMs);
  const backedOff = Math.min(intervalMs * 2 ** Math.min(memory.failures, 10), maxIntervalMs);
  return Math.max(memory.lastAt + (held ? heldIntervalMs : backedOff), notBefore);
}
