import type { ProviderHealth } from '../health/provider-health.ts';
import type { Attempt, Job } from '../job/job.ts';
import { isFinal, isLive } from '../job/job.ts';
import { formatUsd } from '../usd.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import type { SpendLimit } from './ledger.ts';

/** What a ledger knows at the moment of a commit. */
export interface StoredFacts {
  /** The version that the job is stored under; 0 where it is new. */
  readonly version: number;
  /** The attempt that a vendor's task belongs to. */
  readonly ownerOfTask: (provider: string, taskId: string) => TaskOwner | undefined;
  /** The job that an idempotency key belongs to. */
  readonly holderOfKey: (key: string) => string | undefined;
}

/** Attempts are told apart within their job: two processes may come upon the same id. */
export interface TaskOwner {
  readonly jobId: string;
  readonly attemptId: string;
}

/**
 * The rules that every ledger keeps inside its commit, before it writes anything.
 *
 * @throws {VideoGatewayError} `ledger-conflict`, `idempotency-conflict`
 */
export function checkChange(job: Job, stored: StoredFacts): void {
  if (job.version !== stored.version + 1) {
    throw conflict(job, `is at version ${stored.version}, so ${job.version} cannot follow`);
  }
  if (job.attempts.filter(({ state }) => isLive(state)).length > 1) {
    throw conflict(job, 'would have two live attempts');
  }
  checkTasks(job, stored);
  const { idempotencyKey: key } = job;
  const holder = key === undefined ? undefined : stored.holderOfKey(key);
  if (holder !== undefined && holder !== job.id) {
    const message = `The idempotency key "${key}" belongs to job ${holder}.`;
    throw new VideoGatewayError({ code: 'idempotency-conflict', jobId: holder, message });
  }
}

function checkTasks(job: Job, { ownerOfTask }: StoredFacts): void {
  const owners = new Map<string, TaskOwner>();
  for (const attempt of job.attempts) {
    const { id, provider } = attempt;
    const task = toOwnedTask(attempt);
    if (task === undefined) continue;
    const self = { jobId: job.id, attemptId: id };
    const key = JSON.stringify([provider, task.id]);
    const owner = owners.get(key) ?? ownerOfTask(provider, task.id) ?? self;
    owners.set(key, self);
    if (owner.jobId === job.id && owner.attemptId === id) continue;
    const whose = `attempt ${owner.attemptId}'s of job ${owner.jobId}`;
    throw conflict(job, `cannot have task ${task.id} of ${provider}: it is ${whose}`);
  }
}

/** The task that is an attempt's alone. What was given up may be followed by another job. */
export function toOwnedTask({ state, task }: Attempt): Attempt['task'] {
  return state === 'abandoned' ? undefined : task;
}

/** @throws {VideoGatewayError} `budget-exceeded` when more would be spent than a limit allows */
export function checkLimit(
  job: Job,
  { name, usdMicros }: SpendLimit,
  spentUsdMicros: number,
): void {
  if (spentUsdMicros <= usdMicros) return;
  throw new VideoGatewayError({
    code: 'budget-exceeded',
    jobId: job.id,
    message: `${name} allows ${formatUsd(usdMicros)}; with job ${job.id} it would be ${formatUsd(spentUsdMicros)}.`,
  });
}

/** @throws {VideoGatewayError} `ledger-conflict` when a job that is to be forgotten is not over */
export function checkRemoval(job: { readonly id: string; readonly state: string }): void {
  if (isFinal(job)) return;
  const message = `Job ${job.id} is ${job.state}, so it cannot be forgotten.`;
  throw new VideoGatewayError({ code: 'ledger-conflict', jobId: job.id, message });
}

/** @throws {VideoGatewayError} `ledger-conflict` when somebody else has changed it meanwhile */
export function checkHealth({ provider, version }: ProviderHealth, storedVersion: number): void {
  if (version === storedVersion + 1) return;
  const message = `The health of ${provider} is at version ${storedVersion}, so ${version} cannot follow.`;
  throw new VideoGatewayError({ code: 'ledger-conflict', provider, message });
}

/** For a page that is asked for after something that no page ended with. */
export function toUnknownCursor(after: string): VideoGatewayError {
  const message = `after: got ${JSON.stringify(after)}; allowed: the \`next\` of an earlier page.`;
  return new VideoGatewayError({ code: 'invalid-request', message });
}

function conflict(job: Job, what: string): VideoGatewayError {
  const message = `Job ${job.id} ${what}.`;
  return new VideoGatewayError({ code: 'ledger-conflict', jobId: job.id, message });
}
