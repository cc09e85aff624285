import type { GatewaySettings, Job, Ledger } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import { readJobs } from '../jobs/read-jobs.ts';
import { describeTime } from '../output/describe-price.ts';
import type { Finding } from './finding.ts';

export interface ProbeResultLifetimeOptions {
  /** The provider's id. */
  readonly provider: string;
  readonly ledger: Ledger;
  readonly download: GatewaySettings['download'];
  readonly now: number;
  readonly signal: AbortSignal;
}

const hourMs = 3_600_000;
/** Every vendor promises a day, so only what is older tells something. */
const oldEnoughMs = 25 * hourMs;
/** Newest first; whoever makes more than so many videos a day archives them. */
const mostJobs = 1_000;

/**
 * How long a vendor keeps files: the newest one that is older than a day is asked for, a byte of it and
 * without a key.
 */
export async function probeResultLifetime(options: ProbeResultLifetimeOptions): Promise<Finding> {
  const { provider, now } = options;
  const about = { provider, question: 'Is a video still there after more than a day?' };
  const counted = 'A day is what can be counted on: save videos before, or set archive.';
  const job = await findOldVideo(options);
  const [asset] = job?.assets ?? [];
  if (job === undefined || asset === undefined) {
    const answer = 'not asked: the ledger has no video of it that is older than 25 hours';
    return { ...about, state: 'unknown', answer, meaning: counted };
  }
  const age = Math.floor((now - toFinishedAt(job)) / hourMs);
  const which = `that of job ${job.id}, made ${age} hours ago (${describeTime(toFinishedAt(job))})`;
  const heard = await askForFile(asset.url, options);
  if (heard === 'there') {
    return { ...about, state: 'good', answer: `yes: ${which}`, meaning: counted };
  }
  if (heard !== 'gone') {
    return { ...about, state: 'unknown', answer: `${which}: ${heard}`, meaning: counted };
  }
  return {
    ...about,
    state: 'good',
    answer: `no: ${which}, is gone`,
    meaning: 'With archive every video is copied to a folder as soon as it is made.',
    setting: { path: ['archive'], value: 'videos' },
  };
}

async function findOldVideo({
  provider,
  ledger,
  now,
}: ProbeResultLifetimeOptions): Promise<Job | undefined> {
  for await (const job of readJobs(ledger, { states: ['succeeded'], most: mostJobs })) {
    const made = job.attempts.findLast(({ state }) => state === 'succeeded');
    const isOld = now - toFinishedAt(job) >= oldEnoughMs;
    if (made?.provider === provider && isOld && job.assets.length > 0) return job;
  }
  return undefined;
}

function toFinishedAt({ finishedAt, createdAt }: Job): number {
  return finishedAt ?? createdAt;
}

/** `there`, `gone`, or what came in between. */
async function askForFile(
  url: string,
  { download = {}, signal }: ProbeResultLifetimeOptions,
): Promise<string> {
  const { createGuardedFetch } = await import('@vidgate/core/download');
  const fetchFile = download.fetch ?? createGuardedFetch(download);
  try {
    const { status, body } = await fetchFile(url, { headers: { range: 'bytes=0-0' }, signal });
    await body.cancel();
    if (status === 200 || status === 206) return 'there';
    // Signed addresses of files that are gone are refused as if they were forbidden.
    return [403, 404, 410].includes(status) ? 'gone' : `HTTP ${status}`;
  } catch (error) {
    if (VideoGatewayError.isInstance(error)) return error.message;
    throw error;
  }
}
