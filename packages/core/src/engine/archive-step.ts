import { loadResultFetch } from '../download-results.ts';
import { assumedLifetimeMs } from '../job/follow-task.ts';
import type { Asset, Attempt, Job } from '../job/job.ts';
import { archivedFileSchema } from '../job/job.ts';
import { longestArchivePauseMs } from '../job/next-action.ts';
import { toErrorRecord } from '../job/to-submit-event.ts';
import type { ErrorRecord } from '../video-gateway-error.ts';
import type { EngineContext } from './engine-context.ts';
import { recall, remember } from './engine-context.ts';
import { noteFailure } from './note-failure.ts';
import { record } from './record.ts';
import { refreshAssets } from './refresh-assets.ts';

const firstPauseMs = 15_000;

/** Copies one file of a finished task to the archive. */
export async function archiveStep(
  job: Job,
  attempt: Attempt,
  index: number,
  context: EngineContext,
): Promise<Job> {
  const asset = job.assets[index];
  if (asset === undefined || context.archive === undefined) return job;
  try {
    const fetch = await loadResultFetch(context.download);
    const stored = await context.archive.store(
      { jobId: job.id, index, url: asset.url },
      {
        fetch,
        signal: context.closing,
        onProgress: (progress) => {
          const at = context.ports.now();
          context.notify({ job, event: { type: 'archive-progress', at, index, ...progress } });
        },
      },
    );
    // Parsed, because what cannot be read back would make the row of the job unreadable.
    const archived = archivedFileSchema.parse(stored);
    const at = context.ports.now();
    return await record(context, job.id, (present) =>
      present.assets[index]?.archived === undefined
        ? [{ type: 'asset-archived', at, index, archived }]
        : [],
    );
  } catch (error) {
    const doubt = {
      outcome: 'accepted',
      provider: attempt.provider,
      operation: 'download',
    } as const;
    return await afterFailure(job, attempt, asset, toErrorRecord(error, doubt), context);
  }
}

/** A dead address is asked for anew; anything else is tried again while the vendor keeps the file. */
async function afterFailure(
  job: Job,
  attempt: Attempt,
  asset: Asset,
  error: ErrorRecord,
  context: EngineContext,
): Promise<Job> {
  const at = context.ports.now();
  await noteFailure(job, 'archive', error, context);
  const failures = (recall(context, job.id).archiving?.failures ?? 0) + 1;
  const pauseMs = Math.min(firstPauseMs * 2 ** (failures - 1), longestArchivePauseMs);
  remember(context, job.id, { archiving: { notBefore: at + pauseMs, failures } });
  const until = asset.expiresAt ?? (attempt.endedAt ?? at) + assumedLifetimeMs;
  if (at >= until) {
    return await record(context, job.id, () => [{ type: 'archive-given-up', at, error }]);
  }
  if (error.code !== 'asset-expired') return job;
  const assets = await refreshAssets(attempt, context).catch(() => undefined);
  if (assets === undefined || assets.every(({ url }) => url === asset.url)) return job;
  return await record(context, job.id, () => [{ type: 'assets-refreshed', at, assets }]);
}
