import { pollPriceMs } from '../../packages/core/src/job/latency-outlook.ts';
import type { PollingScore } from './polling-score.ts';

const stepMs = 250;

/**
 * The best that any schedule can do for these very latencies, known beforehand as a distribution:
 * worked out backwards over every quarter of a second, without floor, cap or jitter.
 */
export function toLowerBound(latenciesMs: readonly number[]): PollingScore {
  const steps = Math.ceil(Math.max(...latenciesMs) / stepMs) + 1;
  const count = new Float64Array(steps);
  const sumMs = new Float64Array(steps);
  for (const latencyMs of latenciesMs) {
    const step = Math.ceil(latencyMs / stepMs);
    count[step] = (count[step] ?? 0) + 1;
    sumMs[step] = (sumMs[step] ?? 0) + latencyMs;
  }
  for (let step = 1; step < steps; step += 1) {
    count[step] = (count[step] ?? 0) + (count[step - 1] ?? 0);
    sumMs[step] = (sumMs[step] ?? 0) + (sumMs[step - 1] ?? 0);
  }
  const next = toBestSteps(count, sumMs);
  let polls = 0;
  let delayMs = 0;
  for (let from = 0; from < steps - 1; from = next[from] ?? steps) {
    const to = next[from] ?? steps;
    const finished = (count[to] ?? 0) - (count[from] ?? 0);
    polls += latenciesMs.length - (count[from] ?? 0);
    delayMs += to * stepMs * finished - ((sumMs[to] ?? 0) - (sumMs[from] ?? 0));
  }
  return { polls: polls / latenciesMs.length, delayMs: delayMs / latenciesMs.length };
}

/** For a poll at each step that found nothing, the step of the best next one. */
function toBestSteps(count: Float64Array, sumMs: Float64Array): Int32Array {
  const steps = count.length;
  const all = count[steps - 1] ?? 0;
  const next = new Int32Array(steps);
  const price = new Float64Array(steps);
  for (let from = steps - 2; from >= 0; from -= 1) {
    const finished = count[from] ?? 0;
    let best = Number.POSITIVE_INFINITY;
    for (let to = from + 1; to < steps; to += 1) {
      const newly = (count[to] ?? 0) - finished;
      const unseenMs = to * stepMs * newly - ((sumMs[to] ?? 0) - (sumMs[from] ?? 0));
      // The later the poll, the more lies unseen: nothing beyond this can be better.
      if (unseenMs > best) break;
      const total = pollPriceMs * (all - finished) + unseenMs + (price[to] ?? 0);
      if (total >= best) continue;
      best = total;
      next[from] = to;
    }
    price[from] = best;
  }
  return next;
}
