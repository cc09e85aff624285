import type { Gateway, Job } from '@vidgate/core';
import { isFinal, VideoGatewayError } from '@vidgate/core';
import type { ExitCode } from '../exit-codes.ts';
import { exitCodes, toExitCode } from '../exit-codes.ts';
import { describeCost } from '../output/describe-price.ts';
import { describeStatus, describeUpdate } from '../output/describe-update.ts';
import type { Progress } from '../output/progress.ts';
import { createProgress } from '../output/progress.ts';
import type { Session } from '../session.ts';
import { describeHeld, howToGoOn } from './how-to-go-on.ts';
import type { JobUpdates } from './job-updates.ts';
import type { SavedVideo } from './save-video.ts';
import { hasVideo, saveVideo } from './save-video.ts';

export interface FollowJobOptions {
  /** What the gateway of this job tells. */
  readonly updates: JobUpdates;
  /** Where the video is saved; nowhere if absent. */
  readonly out?: string | undefined;
}

/** Waits for a job with live progress, saves its video, and prints how it ended. */
export async function followJob(
  jobId: string,
  gateway: Gateway,
  session: Session,
  options: FollowJobOptions,
): Promise<ExitCode> {
  const signal = session.shell.interruptible();
  const progress = await createProgress(session.shell);
  try {
    options.updates.listen(jobId, (update) => {
      // What is cut off by leaving is no news.
      if (signal.aborted) return;
      const line = describeUpdate(update);
      if (line !== undefined) progress.note(line);
      const status = describeStatus(update);
      if (status !== undefined) progress.status(status);
    });
    const job = await gateway.wait(jobId, { signal });
    return await finish(job, { gateway, session, progress, signal, out: options.out });
  } catch (error) {
    progress.stop();
    if (!signal.aborted) throw error;
    return await sayInterrupted(jobId, gateway, session, options);
  } finally {
    progress.stop();
  }
}

interface Finish {
  readonly out?: string | undefined;
  readonly gateway: Gateway;
  readonly session: Session;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

async function finish(job: Job, context: Finish): Promise<ExitCode> {
  const { session, progress, out } = context;
  const { output } = session;
  if (!isFinal(job)) {
    progress.stop();
    output.result({ job }, describeHeld(job, session.flags));
    return exitCodes.held;
  }
  const saved = out !== undefined && hasVideo(job) ? await saveVideo(job, out, context) : undefined;
  progress.stop();
  const file = saved === undefined ? {} : { file: saved };
  output.result({ ...file, job }, describeEnd(job, saved, session));
  if (job.state === 'succeeded') return exitCodes.done;
  // A failed job is a failure whatever its reason, but for those that never asked anybody.
  const code = job.state === 'failed' ? toExitCode(job.error.code) : exitCodes.failed;
  return code === exitCodes.noProvider ? code : exitCodes.failed;
}

function describeEnd(job: Job, saved: SavedVideo | undefined, { flags }: Session): string {
  const attempt = job.attempts.at(-1);
  const error = job.state === 'failed' ? [`error     ${job.error.message}`] : [];
  const unsaved = saved === undefined && hasVideo(job);
  const lines = [
    `job       ${job.id} ${job.state}`,
    ...error,
    ...(attempt === undefined ? [] : [`provider  ${attempt.provider}: ${attempt.why}`]),
    `cost      ${describeCost(job)}`,
    ...(saved === undefined ? [] : [`file      ${saved.path} (${saved.bytes} bytes)`]),
    ...(unsaved ? [`video     ${howToGoOn(job.id, flags, '<file>.mp4')} saves it`] : []),
  ];
  return lines.join('\n');
}

/** The one thing that must not be lost: which job goes on, and how to get at its video. */
async function sayInterrupted(
  jobId: string,
  gateway: Gateway,
  { output, flags }: Session,
  { out }: Pick<FollowJobOptions, 'out'>,
): Promise<ExitCode> {
  const job = await gateway.job(jobId).catch(() => undefined);
  const next = howToGoOn(jobId, flags, out);
  output.note(`interrupted: job ${jobId} ${describeLeft(job)}. To finish it: ${next}`);
  const message = `Interrupted. Job ${jobId} ${describeLeft(job)}.`;
  const error = new VideoGatewayError({ code: 'aborted', outcome: 'unknown', jobId, message });
  if (output.json) output.result({ error: error.toJSON(), next, job }, '');
  return exitCodes.interrupted;
}

function describeLeft(job: Job | undefined): string {
  if (job !== undefined && isFinal(job)) return `is ${job.state}, and its video is not saved yet`;
  if (job?.attempts.length === 0) return 'is recorded, and nothing was sent yet';
  return 'goes on at its vendor, and nothing paid is lost';
}
