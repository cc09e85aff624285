import type { Ledger, Orphan } from '../ledger/ledger.ts';
import type { Clock } from '../ports.ts';
import { createVitalSigns } from './vital-signs.ts';

export interface OwnershipSettings {
  /** This process, in the ledger. */
  readonly owner: string;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly heartbeatMs: number;
  /**
   * Takes over a job whose process is gone; says whether it is ours now. Where that process is only
   * late by the clock, which may have gone forward, a submit that is under way is left to it.
   */
  readonly takeOver: (orphan: Orphan, mayBeAlive: boolean) => Promise<boolean>;
  readonly onError: (error: unknown) => void;
}

/** Keeps a process known as alive in its ledger, and takes over the jobs of those that are not. */
export interface Ownership {
  /** Makes this process known, before its first job. Further calls do nothing. */
  begin(): Promise<void>;
  /**
   * Takes over what is nobody's; returns how many jobs that were. Who has not been heard of for too
   * long by the clock counts as gone here: a process that has just started knows no better yet.
   */
  takeOrphans(): Promise<number>;
  /** Gives all jobs free at once, so that others need not wait for this process to be missed. */
  end(): Promise<void>;
}

/** A process that has not been heard of for so many heartbeats is gone. */
const missedBeats = 3;
/** At this time everybody is alive who is at any time: only those are not who said goodbye. */
const firstMoment = 1;
/** So many at once, so that they share commits. */
const atOnce = 100;

export function createOwnership(settings: OwnershipSettings): Ownership {
  const { owner, ledger, clock, heartbeatMs, takeOver, onError } = settings;
  let begun: Promise<void> | undefined;
  let ended = false;
  let cancelTimer = (): void => {};
  let beats = 0;
  let busy: Promise<unknown> = Promise.resolve();
  const signs = createVitalSigns({ self: owner, missedBeats });

  const track = <T>(work: Promise<T>): Promise<T> => {
    // Without the results, or each would hold on to all before it.
    busy = Promise.allSettled([busy, work]).then(() => {});
    return work;
  };
  const report = (error: unknown): void => {
    if (!ended) onError(error);
  };

  const beatUntil = (aliveUntil: number): Promise<void> =>
    ledger.commit({ heartbeat: { owner, aliveUntil } });
  const beatNow = (): Promise<void> => beatUntil(clock.now() + missedBeats * heartbeatMs);

  /** Hears of the others, and says goodbye for those who are gone; whether there were any. */
  const listen = async (): Promise<boolean> => {
    const beat = beats;
    const said = await ledger.find('owners', {});
    const gone = signs.note(said, beat, clock.now());
    const goodbyes = gone.map((other) => ({ heartbeat: { owner: other, aliveUntil: 0 } }));
    await Promise.all(goodbyes.map((goodbye) => ledger.commit(goodbye)));
    return gone.length > 0;
  };

  const takeFreed = async (now: number): Promise<number> => {
    const orphans = await ledger.find('orphans', { now, limit: atOnce });
    const taken = await Promise.all(
      orphans.map(async (orphan) => {
        const mayBeAlive = orphan.owner !== undefined && signs.isAlive(orphan.owner);
        if (ended || (mayBeAlive && now === firstMoment)) return false;
        return await takeOver(orphan, mayBeAlive).catch((error: unknown) => {
          // One job that cannot be taken must not keep the others waiting.
          report(error);
          return false;
        });
      }),
    );
    const count = taken.filter(Boolean).length;
    // A full page means that there are more; one of which nothing could be taken leads nowhere.
    return count > 0 && orphans.length === atOnce ? count + (await takeFreed(now)) : count;
  };

  const lookAround = async (): Promise<void> => {
    const isTurn = beats % missedBeats === 0;
    if ((await listen()) || isTurn) await takeFreed(firstMoment);
  };

  // Beats wait for nothing else: a process that is busy taking over is alive.
  const beatAgain = (): void => {
    if (ended) return;
    cancelTimer = clock.setTimer(
      () => {
        beats += 1;
        track(lookAround()).catch(report);
        beatNow().catch(report).finally(beatAgain);
      },
      heartbeatMs,
      'background',
    );
  };

  return {
    async takeOrphans() {
      await listen();
      return await track(takeFreed(clock.now()));
    },
    begin() {
      // Nobody else can miss this process where the ledger is its own.
      begun ??= ledger.shared ? beatNow().then(beatAgain) : beatUntil(Number.MAX_SAFE_INTEGER);
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
      await Promise.allSettled([begun, busy]);
      await beatUntil(0);
    },
  };
}
