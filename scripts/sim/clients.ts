import type { CancelResult, Job } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import type { PlannedJob } from './plan.ts';
import { minuteMs, secondMs } from './plan.ts';
import { frameUrls } from './web.ts';
import type { World } from './world.ts';

/** A caller gives up waiting for an answer after so long. */
const patienceMs = 40 * secondMs;
const mostTries = 8;

/** Somebody who wants a video and, with an idempotency key, asks until there is an answer. */
export async function runClient(name: string, planned: PlannedJob, world: World): Promise<void> {
  await world.sleep(planned.atMs);
  const twin = planned.key === 'twice' ? ask(name, planned, world) : undefined;
  const told = [await ask(name, planned, world), await twin].filter((id) => id !== undefined);
  for (const id of told) world.told.set(name, [...(world.told.get(name) ?? []), id]);
  const [id] = told;
  if (id === undefined || planned.cancelAfterMs === undefined) return;
  await world.sleep(planned.cancelAfterMs);
  const canceled = await withPatience(world, (gateway) => gateway.cancel(id));
  world.note(`client cancels ${name}: ${toWord(canceled)}`);
}

/** @returns the id of the job, where an answer came */
async function ask(name: string, planned: PlannedJob, world: World): Promise<string | undefined> {
  const options = planned.key === 'none' ? {} : { idempotencyKey: name };
  for (let tries = 0; tries < mostTries; tries += 1) {
    const answer = await withPatience(world, (gateway) =>
      gateway.submit({ prompt: `${name}: dawn over the ridge`, ...toFrames(planned) }, options),
    );
    world.note(`client asks for ${name}: ${toWord(answer)}`);
    if (typeof answer !== 'string') return 'id' in answer ? answer.id : undefined;
    // Without a key, asking again would order another video.
    if (planned.key === 'none' || isForGood(answer)) return undefined;
    await world.sleep(minuteMs);
  }
  return undefined;
}

function isForGood(code: string): boolean {
  return code === 'no-provider' || code === 'budget-exceeded';
}

/** Calls a worker that is there; an answer, an error's code, or that none came. */
async function withPatience<T extends Job | CancelResult>(
  world: World,
  call: (gateway: NonNullable<ReturnType<World['pickWorker']>>['gateway']) => Promise<T>,
): Promise<T | string> {
  const worker = world.pickWorker();
  if (worker === undefined) return 'nobody there';
  const answer = call(worker.gateway).catch((error: unknown) => toCode(error));
  return await Promise.race([answer, world.sleep(patienceMs).then(() => 'no answer')]);
}

/** What is no error of ours is a bug in the world, and stops it. */
export function toCode(error: unknown): string {
  if (VideoGatewayError.isInstance(error)) return error.code;
  throw error;
}

function toWord(answer: Job | CancelResult | string): string {
  if (typeof answer === 'string') return answer;
  return 'result' in answer ? answer.result : answer.id;
}

function toFrames({ frames }: PlannedJob): { startFrame?: string; endFrame?: string } {
  if (frames === 'none') return {};
  const { start, end } = frameUrls;
  return frames === 'start' ? { startFrame: start } : { startFrame: start, endFrame: end };
}
