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
/** So many at once, so that they share commits. */
const atOnce = 100;

export function createOwnership(settings: OwnershipSettings): Ownership {
  const { owner, ledger, clock, heartbeatMs, takeOver, onError } = settings;
  let begun: Promise<void> | undefined;
  let ended = false;
  let cancelTimer = (): void => {};
  let looking: Promise<number> | undefined;

  const beatUntil = (aliveUntil: number): Promise<void> =>
    ledger.commit({ heartbeat: { owner, aliveUntil } });
  const beatNow = (): Promise<void> => beatUntil(clock.now() + missedBeats * heartbeatMs);

  const lookForOrphans = async (): Promise<number> => {
    const orphans = await ledger.find('orphans', { now: clock.now(), limit: atOnce });
    const taken = await Promise.all(
      orphans.map((orphan) =>
        ended
          ? false
          : takeOver(orphan).catch((error: unknown) => {
              // One job that cannot be taken must not keep the others waiting.
              onError(error);
              return false;
            }),
      ),
    );
    const count = taken.filter(Boolean).length;
    // A full page means that there are more; one of which nothing could be taken leads nowhere.
    return count > 0 && orphans.length === atOnce ? count + (await lookForOrphans()) : count;
  };

  const takeOrphans = (): Promise<number> => {
    looking ??= lookForOrphans().finally(() => {
      looking = undefined;
    });
    return looking;
  };

  // Beats wait for nothing else: a process that is busy taking over is alive.
  const beatAgain = (beats: number): void => {
    if (ended) return;
    cancelTimer = clock.setTimer(
      () => {
        beatNow()
          .catch(onError)
          .finally(() => beatAgain(beats + 1));
        if (beats % missedBeats === 0) takeOrphans().catch(onError);
      },
      heartbeatMs,
      'background',
    );
  };

  return {
    takeOrphans,
    begin() {
      // Nobody else can miss this process where the ledger is its own.
      begun ??= ledger.shared
        ? beatNow().then(() => beatAgain(1))
        : beatUntil(Number.MAX_SAFE_INTEGER);
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
      await Promise.allSettled([begun, looking]);
      await beatUntil(0);
    },
  };
}
