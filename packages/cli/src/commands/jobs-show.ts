import type { Attempt, Frame, Job, JobEvent } from '@vidgate/core';
import type { Command } from 'commander';
import type { Act } from '../act.ts';
import { exitCodes } from '../exit-codes.ts';
import { describeHeld, howToGoOn } from '../jobs/how-to-go-on.ts';
import { requireJob } from '../jobs/require-job.ts';
import { describeCost, describeQuote, describeTime } from '../output/describe-price.ts';
import type { CommonFlags } from '../session.ts';

export function addJobsShow(jobs: Command, act: Act): void {
  jobs
    .command('show')
    .description('one job with its attempts and everything that happened to it')
    .argument('<job>', 'its id')
    .action(
      act(async (session, [id = '']) => {
        const { compose } = await import('../compose.ts');
        await using composed = await compose(session, { drive: false });
        const job = await requireJob(id, composed);
        const events = await composed.ledger.find('events', { jobId: id });
        session.output.result({ job, events }, formatJob(job, events, session.flags));
        return exitCodes.done;
      }),
    );
}

function formatJob(job: Job, events: readonly JobEvent[], flags: CommonFlags): string {
  const { prompt, model, duration, startFrame, endFrame } = job.request;
  const frames = [describeFrame('from', startFrame), describeFrame('to', endFrame)].join('');
  const lines = [
    `job       ${job.id} ${job.state}`,
    `prompt    ${prompt}`,
    `model     ${model}, ${duration} s${frames}`,
    `cost      ${describeCost(job)}`,
    `created   ${describeTime(job.createdAt)}`,
    ...job.attempts.flatMap(formatAttempt),
    ...job.assets.map(
      ({ url, archived }) => `video     ${archived === undefined ? url : archived.location}`,
    ),
    ...('error' in job ? [`error     ${job.error.code}: ${job.error.message}`] : []),
    ...events.map(({ at, type }) => `event     ${describeTime(at)} ${type}`),
    ...(job.state === 'held' ? ['', describeHeld(job, flags)] : []),
    ...(job.state === 'succeeded' ? [`save it   ${howToGoOn(job.id, flags, '<file>.mp4')}`] : []),
  ];
  return lines.join('\n');
}

function describeFrame(word: string, frame: Frame | undefined): string {
  if (frame === undefined) return '';
  return `, ${word} ${'url' in frame ? frame.url : `${frame.mediaType} of ${frame.byteLength} bytes`}`;
}

function formatAttempt(attempt: Attempt): readonly string[] {
  const { provider, state, task, quote, why, error } = attempt;
  return [
    `attempt   ${provider} ${state}, ${describeQuote(quote)}${task === undefined ? '' : `, task ${task.id}`}`,
    `          ${why}`,
    ...(error === undefined ? [] : [`          ${error.message}`]),
  ];
}
