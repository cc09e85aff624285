import { createDriver } from '../driver/driver.ts';
import { createTimerQueue } from '../driver/timer-queue.ts';
import { advance } from '../engine/advance.ts';
import type { EngineContext } from '../engine/engine-context.ts';
import { record } from '../engine/record.ts';
import type { Job } from '../job/job.ts';
import { findLiveAttempt, isFinal } from '../job/job.ts';
import { heldIntervalMs } from '../job/poll-schedule.ts';
import type { Orphan } from '../ledger/ledger.ts';
import { createOwnership } from './ownership.ts';
import { createRetention } from './retention.ts';
import { warnOfError } from './warn-of-error.ts';

/** Drives jobs in this process, and says in the ledger which. */
export interface LocalDriver {
  /** Under which name this process drives jobs; absent where it drives none. */
  readonly owner: string | undefined;
  /** To be called before a job of our own is created. */
  begin(): Promise<void>;
  /** Takes the next step of a job soon, if it is ours. */
  wake(job: Job): void;
  /** Makes a job ours, whoever drives it now. */
  take(jobId: string): Promise<void>;
  /** Takes over what is nobody's, now and from then on; returns how many jobs that were now. */
  resume(): Promise<number>;
  /** Waits for the running steps, then gives all jobs free. */
  close(): Promise<void>;
}

const defaultHeartbeatMs = 5_000;

export function createLocalDriver(
  context: EngineContext,
  { drive = true, heartbeatMs = defaultHeartbeatMs, keepFinishedForMs }: LocalDriverSettings,
): LocalDriver {
  if (!drive) return noDriver;
  const { ledger, ports } = context;
  const owner = ports.newId();
  const driver = createDriver({
    async advance(jobId) {
      const result = await advance(jobId, context);
      // Where another process has taken it over, one of us is enough.
      if (result.job.owner !== owner) return { job: result.job };
      const { callAgainAt = Number.POSITIVE_INFINITY } = result;
      const lookAt = ports.now() + heldIntervalMs;
      if (callAgainAt > lookAt && !isFinal(result.job)) idle.set(jobId, lookAt);
      return result;
    },
    clock: ports,
    onError: (jobId, error) =>
      warnOfError(`A step of job ${jobId} failed and is tried again`, error),
  });
  for (const gate of context.gates.values()) gate.onRoom(driver.wake);
  // What waits for nothing by itself is looked at now and then all the same: who recorded a late
  // answer may be another process, which follows no job of ours. Nobody stays alive only for that.
  const idle = createTimerQueue(
    { now: ports.now, setTimer: (wake, ms) => ports.setTimer(wake, ms, 'background') },
    driver.wake,
  );
  /** `from`: only from this process, which was found to be gone, or is only late. */
  const takeOver = async (jobId: string, from?: Orphan, mayBeAlive = false): Promise<boolean> => {
    let taken = false;
    const job = await record(context, jobId, (present) => {
      const isSending = mayBeAlive && findLiveAttempt(present)?.state === 'submitting';
      const isFree = !isSending && (from === undefined || present.owner === from.owner);
      taken = isFree && present.owner !== owner && !isFinal(present);
      return taken ? [{ type: 'job-taken', at: ports.now(), owner }] : [];
    }).catch((error: unknown) => {
      // It may be ours although nobody could say so, and then nobody else drives it.
      driver.wake(jobId);
      throw error;
    });
    if (job.owner === owner && !isFinal(job)) driver.wake(jobId);
    return taken;
  };
  const ownership = createOwnership({
    owner,
    ledger,
    heartbeatMs,
    clock: ports,
    takeOver: (orphan, mayBeAlive) => takeOver(orphan.jobId, orphan, mayBeAlive),
    onError: (error) => warnOfError('A heartbeat failed and is tried again', error),
  });
  const retention =
    keepFinishedForMs === undefined
      ? undefined
      : createRetention({
          ledger,
          clock: ports,
          keepFinishedForMs,
          onError: (error) => warnOfError('Old jobs could not be forgotten', error),
        });
  const begin = async (): Promise<void> => {
    await ownership.begin();
    retention?.begin();
  };
  return {
    owner,
    begin,
    wake: (job) => {
      if (job.owner === owner) driver.wake(job.id);
    },
    take: async (jobId) => void (await takeOver(jobId)),
    async resume() {
      await begin();
      return await ownership.takeOrphans();
    },
    async close() {
      idle.clear();
      await Promise.all([driver.close(), retention?.end()]);
      await ownership
        .end()
        .catch((error: unknown) => warnOfError('A last heartbeat failed', error));
    },
  };
}

export interface LocalDriverSettings {
  readonly keepFinishedForMs?: number | undefined;
  readonly drive?: boolean | undefined;
  readonly heartbeatMs?: number | undefined;
}

/** Where something else calls `advance`. */
const noDriver: LocalDriver = {
  owner: undefined,
  begin: async () => {},
  wake: () => {},
  take: async () => {},
  resume: async () => 0,
  close: async () => {},
};
