import type { LedgerHeartbeat } from '../ledger/ledger.ts';

type Heartbeat = LedgerHeartbeat['heartbeat'];

/** Tells the other processes on a ledger that are alive from those that are gone. */
export interface VitalSigns {
  /**
   * Takes note of what everybody said last, at one of our own heartbeats.
   *
   * @returns who has been silent for so long that they are gone
   */
  note(said: readonly Heartbeat[], beat: number, now: number): readonly string[];
  /** Whether a process has said something, and not been silent for too long since. */
  isAlive(owner: string): boolean;
}

export interface VitalSignsSettings {
  /** This process: it need not ask itself. */
  readonly self: string;
  /** A process that says nothing new for so many of our own heartbeats is gone. */
  readonly missedBeats: number;
}

/** So far ahead nobody says to be alive until, unless by a clock that has been set back since. */
const furthestAheadMs = 600_000;

interface Sign {
  readonly aliveUntil: number;
  /** The first of our own heartbeats at which it was seen. */
  readonly beat: number;
}

/**
 * Counts by our own heartbeats: after a clock went forward everybody looks dead, and after it was set
 * back nobody does. The clock has its say too, because others may beat less often than we do.
 */
export function createVitalSigns({ self, missedBeats }: VitalSignsSettings): VitalSigns {
  const signs = new Map<string, Sign>();

  const look = ({ owner, aliveUntil }: Heartbeat, beat: number): void => {
    if (aliveUntil === 0 || owner === self) signs.delete(owner);
    else if (signs.get(owner)?.aliveUntil !== aliveUntil) signs.set(owner, { aliveUntil, beat });
  };

  return {
    note(said, beat, now) {
      for (const heartbeat of said) look(heartbeat, beat);
      // One whose row is missing said nothing new either.
      const silent = [...signs].filter(([, sign]) => {
        const isPlausible = now <= sign.aliveUntil && sign.aliveUntil <= now + furthestAheadMs;
        return beat - sign.beat >= missedBeats && !isPlausible;
      });
      const gone = silent.map(([owner]) => owner);
      for (const owner of gone) signs.delete(owner);
      return gone;
    },
    isAlive: (owner) => signs.has(owner),
  };
}
