import type { Attempt, Job } from '@vidgate/core';
import type { BillLine, SimulatedTask } from '@vidgate/simulator';
import { toAttemptSpend } from '../../packages/core/src/job/to-attempt-spend.ts';
import { calmAtMs, deadlineMs, minuteMs } from './plan.ts';
import type { VendorSite } from './vendor-site.ts';
import { jobNameOf, toJobName, vendorKeys } from './vendor-site.ts';
import type { World } from './world.ts';

/** A task that a vendor made, and what it costs. */
interface BilledTask {
  readonly provider: string;
  readonly task: SimulatedTask;
  readonly line: BillLine;
}

/** A held job is looked at every ten minutes; a little more, for pauses and a rest of a breaker. */
const longestLookMs = 16 * minuteMs;

/** How many videos were charged, and which of them were a job's second or third. */
export interface Charged {
  readonly charges: number;
  /** Within what somebody had allowed. */
  readonly extras: number;
  readonly doubles: number;
}

/** Holds the ledger against the vendors' bills, at the end of a world. */
export function judge(world: World): Charged {
  const jobs = world.witness.jobs;
  const tasks = [...world.sites.values()].flatMap(toBilledTasks);
  const byName = Object.groupBy(tasks, ({ task }) => jobNameOf(task));
  let [extras, doubles] = [0, 0];
  for (const [name, made = []] of Object.entries(byName)) {
    const billed = made.filter(({ task, line }) => line.state !== 'released' && !hasFailed(task));
    const isAllowed = isWithinAllowance(name, billed, world);
    const more = Math.max(0, billed.length - 1);
    if (isAllowed) extras += more;
    else doubles += more;
    world.checks.check(
      'charged-once',
      isAllowed,
      () => `${name} is billed for ${billed.map(describe).join(' and ')}`,
    );
    checkKept(name, made, jobs, world);
  }
  checkTold(jobs, world);
  for (const site of world.sites.values()) checkBill(site, jobs, world);
  checkBudget(tasks, world);
  checkSecrets(world);
  if (world.plan.mode === 'liveness') checkSettled(jobs, world);
  const charges = tasks.filter(({ line }) => line.state === 'charged').length;
  return { charges, extras, doubles };
}

function toBilledTasks({ name, simulator }: VendorSite): readonly BilledTask[] {
  const lines = new Map(simulator.bill.lines.map((line) => [line.taskId, line]));
  return simulator.tasks.flatMap((task) => {
    const line = lines.get(task.id);
    return line === undefined ? [] : [{ provider: name, task, line }];
  });
}

/** Some vendors charge failed tasks; trying elsewhere after one is no second charge for a video. */
function hasFailed({ state }: SimulatedTask): boolean {
  return state === 'failed' || state === 'canceled';
}

/**
 * One charge is a job's own, whichever it is; as many more are free of reproach as a person has allowed.
 * What is left must lie within the dollars that the policy allows.
 */
function isWithinAllowance(
  name: string,
  billed: readonly BilledTask[],
  { plan, extras }: World,
): boolean {
  const amounts = billed.map(({ line }) => line.usdMicros).toSorted((a, b) => b - a);
  const left = amounts.slice(1 + (extras.get(name) ?? 0));
  const sum = left.reduce((total, amount) => total + amount, 0);
  return sum <= Math.round((plan.resubmitUpToUsd ?? 0) * 1_000_000);
}

/** Every task that is billed is some attempt's, or may be that of one in doubt. */
function checkKept(name: string, made: readonly BilledTask[], jobs: readonly Job[], world: World) {
  const attempts = jobs
    .filter((job) => toJobName(job.request.prompt) === name)
    .flatMap((job) => job.attempts);
  const strays = made.filter(
    ({ provider, task, line }) =>
      line.state !== 'released' &&
      !attempts.some((own) => own.provider === provider && own.task?.id === task.id),
  );
  for (const [provider, tasks = []] of Object.entries(
    Object.groupBy(strays, (stray) => stray.provider),
  )) {
    const doubtful = attempts.filter((attempt) => attempt.provider === provider && isOpen(attempt));
    world.checks.check(
      'no-video-lost',
      tasks.length <= doubtful.length,
      () => `${name} knows nothing of ${tasks.map(describe).join(' and ')}`,
    );
  }
}

function isOpen({ state }: Attempt): boolean {
  return state === 'submitting' || state === 'unknown' || state === 'abandoned';
}

function describe({ provider, task, line }: BilledTask): string {
  return `${provider}'s ${task.id} (${task.state}, ${line.state})`;
}

function checkTold(jobs: readonly Job[], { told, checks }: World): void {
  for (const [name, ids] of told) {
    const own = jobs.filter(
      (job) => toJobName(job.request.prompt) === name && job.recovers === undefined,
    );
    const isKept = own.length === 1 && ids.every((id) => id === own[0]?.id);
    checks.check('no-job-lost', isKept, () => `${name} is ${ids.join()}; kept: ${own.length}`);
  }
}

/** A vendor's bill lies within what is settled and that plus what is reserved. */
function checkBill(site: VendorSite, jobs: readonly Job[], { checks }: World): void {
  const { name, simulator } = site;
  const attempts = jobs.flatMap((job) => job.attempts).filter(({ provider }) => provider === name);
  const { reportsCost } = site.traits;
  let [least, most] = [0, 0];
  for (const attempt of attempts) {
    const spend = toAttemptSpend(attempt);
    const usdMicros = spend?.usdMicros ?? 0;
    most += usdMicros;
    // Whether a failed task was charged is not known where the vendor does not say.
    if (attempt.state === 'succeeded' || spend?.basis === 'charged') least += usdMicros;
    if (!reportsCost || attempt.state !== 'succeeded') continue;
    const line = simulator.bill.lines.find(({ taskId }) => taskId === attempt.task?.id);
    checks.check(
      'bill-adds-up',
      attempt.cost?.usdMicros === line?.usdMicros,
      () => `${attempt.id} cost ${attempt.cost?.usdMicros}; ${name} billed ${line?.usdMicros}`,
    );
  }
  const { chargedUsdMicros: charged, heldUsdMicros: held } = simulator.bill;
  const bounds = (): string =>
    `${name} bills ${charged} and holds ${held}, not ${least} to ${most}`;
  checks.check('bill-adds-up', charged + held >= least && charged <= most, bounds);
}

function checkBudget(tasks: readonly BilledTask[], { plan, checks }: World): void {
  if (plan.budgetUsd === undefined) return;
  const billed = tasks.filter(({ line }) => line.state !== 'released');
  const sum = billed.reduce((total, { line }) => total + line.usdMicros, 0);
  const most = plan.budgetUsd * 1_000_000;
  checks.check('within-budget', sum <= most, () => `${sum} of ${most} micro-dollars are billed`);
}

function checkSecrets({ history, checks }: World): void {
  const text = history.lines.join('\n');
  for (const key of Object.values(vendorKeys)) {
    checks.check('no-key', !text.includes(key), () => 'the history holds one');
  }
}

function checkSettled(jobs: readonly Job[], world: World): void {
  const elapsedMs = world.elapsedMs();
  for (const job of jobs) {
    const name = toJobName(job.request.prompt);
    const isOver = /^(?:succeeded|failed|canceled|held)$/.test(job.state);
    world.checks.check(
      'settles',
      isOver || elapsedMs < calmAtMs + 2 * deadlineMs,
      () =>
        `${name} is ${job.state} ${Math.round((elapsedMs - calmAtMs) / 1000)} s after the last fault`,
    );
    checkFetched(job, world);
  }
}

/** When all is calm, a video that its vendor has had for a while is its job's. */
function checkFetched(job: Job, world: World): void {
  const calmSince = world.clock.now() - (world.elapsedMs() - calmAtMs);
  for (const attempt of job.attempts) {
    const tasks = world.sites.get(attempt.provider)?.simulator.tasks ?? [];
    const task = tasks.find(({ id }) => id === attempt.task?.id);
    if (task?.state !== 'succeeded' || attempt.state === 'abandoned') continue;
    const waitingMs = world.clock.now() - Math.max(task.completedAt ?? 0, calmSince);
    world.checks.check(
      'no-video-lost',
      attempt.state === 'succeeded' || waitingMs < longestLookMs,
      () =>
        `${toJobName(job.request.prompt)} is ${job.state}; ${task.id} has been done for ${waitingMs} ms`,
    );
  }
}
