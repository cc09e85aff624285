import type { Ledger, Orphan } from '../ledger/ledger.ts';
import type { Clock } from '../ports.ts';

export interface OwnershipSettings {
  /** This process, in the ledger. */
  readonly owner: string;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly heartbeatMs: number;
  /** Takes over a job whose process is gone; says whether it is ours now. */
  readonly takeOver: (orphan: Orphan) => Promise<boolean>;
  readonly onError: (error: unknown) => void;
}

/** Keeps a process known as alive in its ledger, and takes over the jobs of those that are not. */
export interface Ownership {
  /** Makes this process known, before its first job. Further calls do nothing. */
  begin(): Promise<void>;
  /** Takes over what is nobody's; returns how many jobs that were. */
  takeOrphans(): Promise<number>;
  /** Gives all jobs free at once, so that others need not wait for this process to be missed. */
  end(): Promise<void>;
}

/** A process that has not been heard of for so many heartbeats is gone. */
const missedBeats = 3;
const pageSize = 1_000;

export function createOwnership(settings: OwnershipSettings): Ownership {
  const { owner, ledger, clock, heartbeatMs, takeOver, onError } = settings;
  let begun: Promise<void> | undefined;
  let ended = false;
  let cancelTimer = (): void => {};

  const beat = (aliveUntil: number): Promise<void> =>
    ledger.commit({ heartbeat: { owner, aliveUntil } });
  const beatNow = (): Promise<void> => beat(clock.now() + missedBeats * heartbeatMs);

  const takeOrphans = async (): Promise<number> => {
    let taken = 0;
    const orphans = await ledger.find('orphans', { now: clock.now(), limit: pageSize });
    for (const orphan of orphans) {
      if (!ended && (await takeOver(orphan))) taken += 1;
    }
    return taken;
  };

  const goOn = (beats: number): void => {
    if (ended) return;
    cancelTimer = clock.setTimer(
      () => {
        // One look at others' jobs for so many beats of our own.
        const due = beats % missedBeats === 0 ? takeOrphans() : undefined;
        Promise.all([beatNow(), due])
          .catch(onError)
          .finally(() => goOn(beats + 1));
      },
      heartbeatMs,
      'background',
    );
  };

  return {
    takeOrphans,
    begin() {
      if (!ledger.shared) return Promise.resolve();
      begun ??= beatNow().then(() => goOn(1));
      // A ledger that is out of reach now may be there for the next job.
      begun.catch(() => {
        begun = undefined;
      });
      return begun;
    },
    async end() {
      ended = true;
      cancelTimer();
      if (begun === undefined) return;
      await begun.catch(() => {});
      await beat(0);
    },
  };
}
