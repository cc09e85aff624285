import type { Ledger } from '../ledger/ledger.ts';
import type { Clock } from '../ports.ts';

export interface RetentionSettings {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly keepFinishedForMs: number;
  readonly onError: (error: unknown) => void;
}

/** Forgets finished jobs when they are old enough, little by little. */
export interface Retention {
  /** Further calls do nothing. */
  begin(): void;
  /** Waits for what is being forgotten just now. */
  end(): Promise<void>;
}

const pauseMs = 3_600_000;
/** A commit of more would keep others from writing. */
const atOnce = 100;

export function createRetention(settings: RetentionSettings): Retention {
  const { ledger, clock, keepFinishedForMs, onError } = settings;
  let cancelTimer = (): void => {};
  let running: Promise<void> | undefined;
  let ended = false;

  const forgetOld = async (): Promise<void> => {
    const before = clock.now() - keepFinishedForMs;
    for (let full = true; full && !ended; ) {
      const forget = await ledger.find('finished', { before, limit: atOnce });
      if (forget.length > 0) await ledger.commit({ forget });
      full = forget.length === atOnce;
    }
  };

  const run = (): void => {
    running = forgetOld()
      .catch(onError)
      .finally(() => {
        if (!ended) cancelTimer = clock.setTimer(run, pauseMs, 'background');
      });
  };

  return {
    begin() {
      if (running === undefined && !ended) run();
    },
    async end() {
      ended = true;
      cancelTimer();
      await running;
    },
  };
}
