import type { Job } from './job.ts';

/** A staged address that ends sooner than this is made anew, so that the vendor still finds it. */
const marginMs = 600_000;
/** One that is so fresh is used whatever its end: a new one would end as soon, or clocks differ. */
const freshMs = 60_000;

/** The frames that still lie here only as bytes and have no address that lasts, by SHA-256. */
export function toFramesToStage(job: Job, now: number): readonly string[] {
  const { startFrame, endFrame } = job.request;
  return [startFrame, endFrame].flatMap((frame) => {
    if (frame === undefined || 'url' in frame) return [];
    const staged = job.staged[frame.sha256];
    if (staged === undefined) return [frame.sha256];
    const { expiresAt = Infinity, stagedAt = -Infinity } = staged;
    const lasts = expiresAt > now + marginMs || Math.abs(now - stagedAt) < freshMs;
    return lasts ? [] : [frame.sha256];
  });
}
