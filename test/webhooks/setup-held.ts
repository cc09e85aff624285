import type { World } from './setup-world.ts';
import { setup } from './setup-world.ts';
import type { VendorName } from './to-provider.ts';

export const heldAfterMs = 20_000;
const replayEveryMs = 15_000;

/** A job in doubt, whose task exists, and that is held before it ends: no answer ever came, to replays neither. */
export async function setupHeld(
  name: VendorName,
): Promise<{ readonly world: World; readonly id: string }> {
  const world = await setup(name, {}, { reconcileForMs: heldAfterMs });
  const { clock, vendor } = world;
  vendor.simulator.inject({ name: 'server-error-after-accept', status: 500, times: Infinity });
  const id = await world.submit();
  await world.heard('attempt-unknown');
  // Replays are waited for one by one, because time stands still while they are under way.
  await clock.advance(0);
  if (name === 'apiframe') await world.heard('step-failed');
  await clock.advance(replayEveryMs);
  if (name === 'apiframe') await world.heard('step-failed', 2);
  await clock.advance(heldAfterMs - replayEveryMs);
  await world.heard('job-held');
  return { world, id };
}
