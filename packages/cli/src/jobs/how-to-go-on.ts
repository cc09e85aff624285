import type { Job } from '@vidgate/core';
import type { CommonFlags } from '../session.ts';

/** The command that finishes a job, with the flags that lead to the same ledger. */
export function howToGoOn(jobId: string, flags: CommonFlags, out?: string): string {
  return ['vidgate jobs wait', jobId, ...toWords({ out, ...flags })].join(' ');
}

function toWords({
  out,
  config,
  profile,
  ledger,
}: CommonFlags & { readonly out?: string | undefined }): readonly string[] {
  return Object.entries({ out, config, profile, ledger }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name} ${quote(value)}`],
  );
}

function quote(word: string): string {
  return /^[\w./:<>-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** Why a job waits for a person, and what that person can do. */
export function describeHeld(job: Job, flags: CommonFlags): string {
  const why = job.state === 'held' ? `${job.heldReason}: ${job.error.message}` : job.state;
  const attempt = job.attempts.at(-1);
  const resolve = (decision: string): string =>
    ['vidgate jobs resolve', job.id, decision, ...toWords(flags)].join(' ');
  return [
    `job       ${job.id} held`,
    `reason    ${why}`,
    ...(attempt === undefined ? [] : [`provider  ${attempt.provider} (attempt ${attempt.id})`]),
    `decide    ${resolve('adopt TASK')}: the vendor's dashboard shows this task for it`,
    `          ${resolve('no-task')}: it surely shows none, and the next provider is asked`,
    `          ${resolve('resubmit')}: pay another provider, although this one may bill too`,
    `          ${resolve('keep-waiting')}, or abandon`,
    `then      ${howToGoOn(job.id, flags)}`,
  ].join('\n');
}
