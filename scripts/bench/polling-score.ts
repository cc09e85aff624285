import { pollPriceMs } from '../../packages/core/src/job/latency-outlook.ts';

/** What a schedule comes to, as means over jobs. */
export interface PollingScore {
  readonly polls: number;
  /** From the end of the task to the poll that sees it, in milliseconds. */
  readonly delayMs: number;
}

/** Times in milliseconds from the acceptance: of the next poll after one at `lastMs`. */
export type Schedule = (lastMs: number | undefined, jitter: number) => number;

export interface Followed extends PollingScore {
  /** When the task was last seen running. */
  readonly runningMs: number;
}

export function toObjectiveMs({ polls, delayMs }: PollingScore): number {
  return delayMs + pollPriceMs * polls;
}

/** Polls one task to its end. */
export function follow(schedule: Schedule, latencyMs: number, random: () => number): Followed {
  let lastMs: number | undefined;
  for (let polls = 1; ; polls += 1) {
    const nextMs = schedule(lastMs, random());
    if (nextMs >= latencyMs) return { polls, delayMs: nextMs - latencyMs, runningMs: lastMs ?? 0 };
    lastMs = nextMs;
  }
}

/** Polls many tasks to their ends. */
export function score(
  schedule: Schedule,
  latenciesMs: readonly number[],
  random: () => number,
): PollingScore {
  return mean(latenciesMs.map((latencyMs) => follow(schedule, latencyMs, random)));
}

export function mean(scores: readonly PollingScore[]): PollingScore {
  const sum = (pick: (one: PollingScore) => number): number =>
    scores.reduce((total, one) => total + pick(one), 0) / scores.length;
  return { polls: sum(({ polls }) => polls), delayMs: sum(({ delayMs }) => delayMs) };
}
