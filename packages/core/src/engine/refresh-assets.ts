import type { Asset, Attempt } from '../job/job.ts';
import { toSoundAsset } from '../job/sound-facts.ts';
import type { EngineContext } from './engine-context.ts';

/** Asks a vendor for fresh addresses of what a finished task has made; nothing where it has none. */
export async function refreshAssets(
  attempt: Attempt,
  context: EngineContext,
): Promise<readonly Asset[] | undefined> {
  const provider = context.providers.get(attempt.provider);
  if (attempt.task === undefined || provider === undefined) return undefined;
  const status = await provider.poll(attempt.task, { clock: context.ports });
  return status.state === 'succeeded' ? status.assets.map(toSoundAsset) : undefined;
}
