import type { Gateway, GatewaySettings, JobUpdate } from '@vidgate/core';
import { createGateway, memoryLedger } from '@vidgate/core';
import type { FakeProvider, FakeProviderSettings, TestClock } from '@vidgate/testkit';
import { createTestClock, fakeProvider } from '@vidgate/testkit';

export interface Setup {
  readonly clock: TestClock;
  readonly gateway: Gateway;
  readonly updates: readonly JobUpdate[];
  /** The types of all updates, in order. */
  readonly heard: () => readonly string[];
}

/** A gateway on a virtual clock, with the providers of one test. */
export function setupGateway(
  makeProviders: (make: (settings: FakeProviderSettings) => FakeProvider) => FakeProvider[],
  settings: Partial<GatewaySettings> = {},
): Setup & { readonly providers: FakeProvider[] } {
  const clock = createTestClock();
  let ids = 0;
  const newId = (): string => {
    ids += 1;
    return `id-${ids}`;
  };
  const providers = makeProviders((own) => fakeProvider({ clock, ...own }));
  const updates: JobUpdate[] = [];
  const gateway = createGateway({
    providers,
    ledger: memoryLedger(),
    ports: { ...clock, random: () => 0.5, newId },
    onEvent: (update) => {
      if (update.job !== undefined) updates.push(update);
    },
    ...settings,
  });
  return {
    clock,
    gateway,
    providers,
    updates,
    heard: () => updates.map(({ event }) => event.type),
  };
}
