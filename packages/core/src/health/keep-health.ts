import type { Ledger } from '../ledger/ledger.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import type { ProviderHealth } from './provider-health.ts';
import { newHealth } from './provider-health.ts';

/** What is known of all providers, in this process and in the ledger. */
export interface HealthRecords {
  get(provider: string): ProviderHealth;
  /**
   * Changes what is known of a provider: at once here, and soon in the ledger, where `change` is asked
   * again if another process was faster.
   *
   * @param change gives the same object where nothing is to change; asked any number of times
   * @returns whether the change was made, once the ledger has it
   */
  update(provider: string, change: HealthChange): Promise<boolean>;
  /** Reads what other processes have found out. */
  read(): Promise<void>;
  /** Waits for what is being written. */
  settled(): Promise<void>;
}

export type HealthChange = (health: ProviderHealth) => ProviderHealth;

/** What the ledger has, what is still to be written to it, and what comes of both. */
interface Known {
  readonly stored: ProviderHealth;
  readonly pending: readonly HealthChange[];
  readonly present: ProviderHealth;
}

export function keepHealth(
  ledger: Ledger,
  onChange: (before: ProviderHealth, after: ProviderHealth) => void,
): HealthRecords {
  const known = new Map<string, Known>();
  const writing = new Map<string, Promise<unknown>>();

  const find = (provider: string): Known => {
    const blank = newHealth(provider);
    return known.get(provider) ?? { stored: blank, pending: [], present: blank };
  };
  /** Whatever the ledger has, what is not written yet comes on top of it. */
  const set = (stored: ProviderHealth, pending: readonly HealthChange[]): void => {
    const before = find(stored.provider).present;
    const present = pending.reduce((health, change) => change(health), stored);
    known.set(stored.provider, { stored, pending, present });
    onChange(before, present);
  };

  const write = async (provider: string, change: HealthChange): Promise<boolean> => {
    const others = (): readonly HealthChange[] =>
      find(provider).pending.filter((pending) => pending !== change);
    for (;;) {
      const { stored } = find(provider);
      const after = change(stored);
      if (after === stored) {
        set(stored, others());
        return false;
      }
      const health = { ...after, version: stored.version + 1 };
      try {
        await ledger.commit({ health });
        set(health, others());
        return true;
      } catch (error) {
        if (!isConflict(error)) {
          // Here it counts all the same; the next commit takes it along.
          set({ ...after, version: stored.version }, others());
          throw error;
        }
      }
      const all = await ledger.find('health', {});
      set(
        all.find((one) => one.provider === provider) ?? newHealth(provider),
        find(provider).pending,
      );
    }
  };

  return {
    get: (provider) => find(provider).present,
    async update(provider, change) {
      const { stored, pending, present } = find(provider);
      if (change(present) === present) return false;
      set(stored, [...pending, change]);
      // One at a time, so that a process does not conflict with itself.
      const previous = writing.get(provider) ?? Promise.resolve();
      const next = previous.then(
        () => write(provider, change),
        () => write(provider, change),
      );
      writing.set(provider, next);
      return await next;
    },
    async read() {
      for (const health of await ledger.find('health', {})) {
        const { stored, pending } = find(health.provider);
        if (health.version > stored.version) set(health, pending);
      }
    },
    async settled() {
      await Promise.allSettled(writing.values());
    },
  };
}

function isConflict(error: unknown): boolean {
  return VideoGatewayError.isInstance(error) && error.code === 'ledger-conflict';
}
