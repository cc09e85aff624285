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
   * @param change gives the same object where nothing is to change
   * @returns whether the change was made, once the ledger has it
   */
  update(provider: string, change: HealthChange): Promise<boolean>;
  /** Reads what other processes have found out. */
  read(): Promise<void>;
  /** Waits for what is being written. */
  settled(): Promise<void>;
}

export type HealthChange = (health: ProviderHealth) => ProviderHealth;

export function keepHealth(
  ledger: Ledger,
  onChange: (before: ProviderHealth, after: ProviderHealth) => void,
): HealthRecords {
  const known = new Map<string, ProviderHealth>();
  const writing = new Map<string, Promise<boolean>>();

  const get = (provider: string): ProviderHealth => known.get(provider) ?? newHealth(provider);
  const set = (after: ProviderHealth): void => {
    const before = get(after.provider);
    known.set(after.provider, after);
    onChange(before, after);
  };

  const write = async (provider: string, change: HealthChange): Promise<boolean> => {
    for (;;) {
      const health = { ...get(provider), version: get(provider).version + 1 };
      try {
        await ledger.commit({ health });
        // What was changed here meanwhile waits for its own turn.
        set({ ...get(provider), version: health.version });
        return true;
      } catch (error) {
        if (!isConflict(error)) throw error;
      }
      const stored = await ledger.find('health', {});
      const theirs = stored.find((one) => one.provider === provider) ?? newHealth(provider);
      const ours = change(theirs);
      set(ours);
      if (ours === theirs) return false;
    }
  };

  return {
    get,
    async update(provider, change) {
      const before = get(provider);
      const after = change(before);
      if (after === before) return false;
      set(after);
      // One at a time, so that a process does not conflict with itself.
      const previous = writing.get(provider) ?? Promise.resolve(false);
      const next = previous.catch(() => false).then(() => write(provider, change));
      writing.set(provider, next);
      return await next;
    },
    async read() {
      for (const health of await ledger.find('health', {})) {
        if (health.version > get(health.provider).version) set(health);
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
