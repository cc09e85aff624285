import { expect, test } from 'vitest';
import type { ClockStage } from './clock-stages.ts';
import { clockStages } from './clock-stages.ts';
import { playStage } from './play-stage.ts';
import type { Machine } from './setup-machine.ts';

const nightMs = 8 * 3_600_000;
const weekendMs = 60 * 3_600_000;

/** The lid is closed: the vendor goes on, and nothing here does. */
const sleep =
  (ms: number) =>
  async ({ clock, pass }: Machine): Promise<void> => {
    clock.halt();
    await pass(ms, 600_000);
    clock.wake();
  };

const rows: readonly (readonly [string, number, ClockStage])[] = Object.entries(
  clockStages,
).flatMap(([name, stage]) => [nightMs, weekendMs].map((ms) => [name, ms, stage] as const));
test.each(rows)(
  '%s: a machine that sleeps for %d ms finds its video by the next look',
  async (_name, ms, stage) => {
    const { job, charges, submits, polls, events } = await playStage(stage, sleep(ms));
    const isLeft = stage.heldBy !== undefined;
    expect(job.state).toBe(isLeft ? 'held' : 'succeeded');
    expect(charges).toBe(1);
    expect(submits).toBeLessThanOrEqual(stage.submits);
    expect(polls).toBeLessThanOrEqual(2);
    const isStalled = events.some(
      (event) => event.type === 'job-held' && event.reason === 'stalled',
    );
    expect(isStalled).toBe(false);
  },
);
