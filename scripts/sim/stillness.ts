/** Lets virtual time wait for what takes real turns of the event loop: streams, commits, digests. */
export interface Stillness {
  /** To be called whenever something happens, so that time waits for what follows from it. */
  onUse(): void;
  /**
   * Waits until nothing more happens without time passing. Counts turns and not time, so that a slow
   * machine has the same history.
   *
   * @throws what `fail` was called with
   */
  settled(): Promise<void>;
  /** Ends the run: something is wrong with the world itself. */
  fail(error: unknown): void;
}

/** So many turns of the event loop without any use mean that nothing is under way. */
const quietTurns = 3;
const mostTurns = 200_000;

export function createStillness(): Stillness {
  let uses = 0;
  let failure: { readonly error: unknown } | undefined;
  return {
    onUse() {
      uses += 1;
    },
    fail(error) {
      failure ??= { error };
    },
    async settled() {
      let [quiet, seen, turns] = [0, uses, 0];
      while (quiet < quietTurns) {
        await new Promise((resolve) => setImmediate(resolve));
        if (failure !== undefined) throw failure.error;
        quiet = uses === seen ? quiet + 1 : 0;
        seen = uses;
        turns += 1;
        if (turns > mostTurns) throw new Error('Time stands still.');
      }
    },
  };
}
