import type { Job, JobUpdate } from '@vidgate/core';
import type { ClockStage } from './clock-stages.ts';
import type { Machine } from './setup-machine.ts';
import { request, setupMachine } from './setup-machine.ts';

/** What became of a job soon after something happened to the clock. */
export interface Outcome {
  readonly job: Job;
  readonly submits: number;
  readonly charges: number;
  /** Since the disturbance. */
  readonly polls: number;
  readonly timers: number;
  readonly events: readonly JobUpdate['event'][];
}

/** A held job is looked at every ten minutes, so that much more is a long time. */
const soonMs = 20 * 60_000;

/** Takes a job to a stage, disturbs it there, and says what became of it within twenty minutes. */
export async function playStage(
  stage: ClockStage,
  disturb: (machine: Machine) => void | Promise<void>,
): Promise<Outcome> {
  const machine = await setupMachine(stage.provider);
  const { clock, provider, pass } = machine;
  const process = machine.start({ heartbeatMs: 600_000, ...stage.gateway?.() });
  stage.script(machine);
  const { id } = await process.gateway.submit(request);
  await pass(stage.afterMs);
  const before = { polls: provider.polls, timers: clock.timersSet };
  const seen = process.updates.length;
  await disturb(machine);
  await stage.afterwards?.(machine, process, id);
  await pass(soonMs);
  return {
    job: await process.gateway.job(id),
    submits: provider.submits.length,
    charges: provider.charges,
    polls: provider.polls - before.polls,
    timers: clock.timersSet - before.timers,
    events: process.updates.slice(seen).map(({ event }) => event),
  };
}
