import { expect, test } from 'vitest';
import type { ClockStage, Jump } from './clock-stages.ts';
import { allJumps, clockStages, jumps } from './clock-stages.ts';
import type { Outcome } from './play-stage.ts';
import { playStage } from './play-stage.ts';

type Cell = readonly [string, Jump, ClockStage];

const cells: readonly Cell[] = Object.entries(clockStages).flatMap(([name, stage]) =>
  allJumps.map((jump): Cell => [name, jump, stage]),
);

const play = (stage: ClockStage, jump: Jump): Promise<Outcome> =>
  playStage(stage, ({ clock }) => clock.jump(jumps[jump]));

function expectNoHarm({ job, submits, charges, polls, timers }: Outcome, stage: ClockStage): void {
  expect(submits).toBeLessThanOrEqual(stage.submits);
  expect(charges).toBeLessThanOrEqual(1);
  expect(job.state).not.toBe('failed');
  // A task of a minute takes eleven polls, and each poll takes a timer.
  expect(polls).toBeLessThan(20);
  expect(timers).toBeLessThan(30);
}

test.each(cells)(
  '%s: a clock that goes %s keeps no job from its end, and pays it once',
  async (_name, jump, stage) => {
    const outcome = await play(stage, jump);
    const isLeft = stage.heldBy?.includes(jump) ?? false;
    expect(outcome.job.state).toBe(isLeft ? 'held' : 'succeeded');
    expect(outcome.charges).toBe(1);
    expectNoHarm(outcome, stage);
  },
);
