import type { DatabaseSync } from 'node:sqlite';
import type { Attempt, Job, JobEvent } from '@vidgate/core';
import { createJobCache } from '../../packages/core/src/sqlite/job-cache.ts';
import { answers, findJob } from '../../packages/core/src/sqlite/read-ledger.ts';
import { readNumber, readText } from '../../packages/core/src/sqlite/read-row.ts';
import { createPrepare } from '../../packages/core/src/sqlite/sqlite-database.ts';
import type { Checks } from './checks.ts';
import type { SentRequest } from './network.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { SubmitsUnderWay } from './submits-under-way.ts';
import type { VendorSite } from './vendor-site.ts';
import { jobNameOf, toJobName, vendorKeys } from './vendor-site.ts';

/** Reads the database itself, past every process, at the moments that matter. */
export interface Witness {
  readonly jobs: readonly Job[];
  /** The tasks of a provider that attempts have. */
  taskIdsAt(provider: string): readonly string[];
  /** How attempts in doubt were settled, and jobs were held. */
  readonly settled: ReadonlyMap<string, number>;
  /** A transaction of a process has taken effect. */
  onCommit(process: SimulatedProcess): void;
  /** A submit leaves a process. */
  onSubmit(site: VendorSite, sent: SentRequest): void;
}

export interface WitnessSettings {
  readonly database: DatabaseSync;
  readonly sites: ReadonlyMap<string, VendorSite>;
  readonly checks: Checks;
  readonly underWay: SubmitsUnderWay;
  readonly note: (text: string) => void;
}

export function createWitness(settings: WitnessSettings): Witness {
  const { database, checks } = settings;
  const prepare = createPrepare(database);
  const cache = createJobCache();
  const versions = new Map<string, number>();
  const eventsSeen = new Map<string, number>();
  const settled = new Map<string, number>();
  const readRows = () => prepare('SELECT id, version FROM jobs ORDER BY sequence').all();
  const readJobs = (): readonly Job[] => readRows().map((row) => load(readText(row, 'id')));
  const load = (id: string): Job => {
    const job = findJob(id, prepare, cache);
    if (job === undefined) throw new Error(`Job ${id} is gone.`);
    return job;
  };

  return {
    settled,
    get jobs() {
      return readJobs();
    },
    taskIdsAt: (provider) =>
      readJobs()
        .flatMap(({ attempts }) => attempts)
        .flatMap((attempt) => (attempt.provider === provider ? (attempt.task?.id ?? []) : [])),
    onCommit(process) {
      for (const row of readRows()) {
        const [id, version] = [readText(row, 'id'), readNumber(row, 'version')];
        if (versions.get(id) === version) continue;
        versions.set(id, version);
        const job = load(id);
        const events = answers.events({ jobId: id }, prepare);
        checkJob(job, checks);
        for (const event of events.slice(eventsSeen.get(id) ?? 0)) {
          const kind = toSettlement(event);
          if (kind !== undefined) settled.set(kind, (settled.get(kind) ?? 0) + 1);
          witnessEvent(job, event, process, settings);
        }
        eventsSeen.set(id, events.length);
      }
    },
    onSubmit(site, sent) {
      const text = JSON.stringify(JSON.parse(new TextDecoder().decode(sent.bytes)));
      const isIntended = readJobs()
        .flatMap(({ attempts }) => attempts)
        .some(
          (attempt) =>
            // A repeat that the vendor recognizes may cross with the news that it was not needed.
            (isOpen(attempt) || site.recognizesRepeats) &&
            attempt.provider === site.name &&
            JSON.stringify(attempt.prepared.body) === text,
        );
      checks.check('intent-first', isIntended, () => `${site.name} is sent ${text}`);
    },
  };
}

function witnessEvent(
  job: Job,
  event: JobEvent,
  process: SimulatedProcess,
  settings: WitnessSettings,
): void {
  const name = toJobName(job.request.prompt);
  settings.note(`${process.id} commits ${name} v${job.version} ${describe(event)}`);
  if (event.type === 'attempt-intended') settings.underWay.intend(name, () => process.alive);
  if (event.type === 'attempt-rejected') settings.underWay.settle(name);
  if (event.type === 'attempt-succeeded') checkSuccess(job, event.attemptId, settings);
}

/** How a submit came to be in doubt, or out of it. */
function toSettlement(event: JobEvent): string | undefined {
  switch (event.type) {
    case 'attempt-unknown':
      return 'in doubt';
    case 'attempt-accepted':
      return event.by === 'answer' ? undefined : `settled by ${event.by}`;
    case 'job-held':
      return `held: ${event.reason}`;
    case 'attempt-abandoned':
      return `given up by ${event.by}`;
    case 'attempt-recovered':
      return 'recovered as a job of its own';
    default:
      return undefined;
  }
}

function isOpen({ state }: Attempt): boolean {
  return state === 'submitting' || state === 'unknown';
}

function checkJob(job: Job, checks: Checks): void {
  const live = job.attempts.filter((attempt) => isOpen(attempt) || attempt.state === 'accepted');
  checks.check('one-live-attempt', live.length <= 1, () => `${job.id} has ${live.length}`);
  const text = JSON.stringify(job);
  const leaked = Object.values(vendorKeys).some((key) => text.includes(key));
  checks.check('no-key', !leaked, () => `the row of ${job.id} holds one`);
}

/** A success must be one that the vendor reports for a task of this very attempt. */
function checkSuccess(job: Job, attemptId: string, { sites, checks }: WitnessSettings): void {
  const name = toJobName(job.request.prompt);
  const attempt = job.attempts.find(({ id }) => id === attemptId);
  const tasks = sites.get(attempt?.provider ?? '')?.simulator.tasks ?? [];
  const task = tasks.find(({ id }) => id === attempt?.task?.id);
  checks.check(
    'success-is-true',
    task?.state === 'succeeded' && jobNameOf(task) === name,
    () => `${name} has task ${task?.id}, which is ${task?.state}`,
  );
}

function describe(event: JobEvent): string {
  switch (event.type) {
    case 'attempt-intended':
      return `${event.type} ${event.attempt.id} at ${event.attempt.provider}`;
    case 'attempt-accepted':
      return `${event.type} ${event.attemptId} by ${event.by} as ${event.task.id}`;
    case 'attempt-rejected':
    case 'attempt-unknown':
    case 'attempt-failed':
      return `${event.type} ${event.attemptId}: ${event.error.code}`;
    case 'job-held':
      return `${event.type}: ${event.reason}`;
    case 'job-failed':
      return `${event.type}: ${event.error.code}`;
    case 'job-taken':
      return `${event.type} by ${event.owner}`;
    default:
      return 'attemptId' in event ? `${event.type} ${event.attemptId}` : event.type;
  }
}
