import type { Attempt, Job, Resolution } from '@vidgate/core';
import { toCode } from './clients.ts';
import { calmAtMs, minuteMs } from './plan.ts';
import { jobNameOf, toJobName } from './vendor-site.ts';
import type { World } from './world.ts';

const roundMs = 4 * minuteMs;

/** Looks after held jobs now and then: honestly, but with moods. */
export async function runPerson(world: World): Promise<void> {
  for (;;) {
    await world.sleep(roundMs);
    if (world.plan.mode === 'liveness' && world.elapsedMs() >= calmAtMs) return;
    for (const job of world.witness.jobs) {
      if (job.state === 'held') await look(job, world);
    }
  }
}

async function look(job: Job, world: World): Promise<void> {
  const name = toJobName(job.request.prompt);
  const attempt = job.attempts.find(({ state }) => state === 'unknown' || state === 'accepted');
  const worker = world.pickWorker();
  if (attempt === undefined || worker === undefined) return;
  const resolution = decide(name, attempt, world);
  // Before the call: it may take effect although no answer comes.
  if (resolution.action === 'resubmit') {
    world.extras.set(name, (world.extras.get(name) ?? 0) + 1);
  }
  const resolved = worker.gateway.resolve(job.id, resolution).then(({ state }) => state, toCode);
  void resolved.then((word) => {
    world.note(`person resolves ${name} by ${resolution.action}: ${word}`);
  }, world.fail);
}

/** Says `no-task` only where there surely is none, and adopts only what is the job's own. */
function decide(name: string, attempt: Attempt, world: World): Resolution {
  const mood = world.random();
  if (mood < 0.25) return { action: 'keep-waiting' };
  if (mood < 0.35) return { action: 'abandon' };
  if (mood < 0.45 && !world.underWay.has(name)) return { action: 'resubmit' };
  if (attempt.state !== 'unknown') return { action: 'keep-waiting' };
  const known = new Set(world.witness.taskIdsAt(attempt.provider));
  const tasks = world.sites.get(attempt.provider)?.simulator.tasks ?? [];
  const own = tasks.find((task) => jobNameOf(task) === name && !known.has(task.id));
  if (own !== undefined) return { action: 'adopt', taskId: own.id };
  return world.underWay.has(name) ? { action: 'keep-waiting' } : { action: 'no-task' };
}
