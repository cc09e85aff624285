import type { VendorSimulator } from '@vidgate/simulator';
import type { SimulatorServer } from '@vidgate/simulator/server';
import { serveSimulator } from '@vidgate/simulator/server';
import type { Journal } from './journal.ts';
import { createJournal } from './journal.ts';

/** A served simulator whose answers to submits can be kept back, while their tasks run. */
export interface HeldServer {
  readonly server: SimulatorServer;
  /** One entry for each submit that was dealt with, whether or not its answer has left. */
  readonly dealtWith: Journal<'answered' | 'dropped'>;
  /** Answers to submits stay here until the returned function is called. @default from 1, the next */
  hold(options?: { readonly from: number }): () => void;
}

export async function serveHeld(simulator: VendorSimulator): Promise<HeldServer> {
  const dealtWith = createJournal<'answered' | 'dropped'>();
  let held = { from: Number.POSITIVE_INFINITY, until: Promise.resolve() };
  const server = await serveSimulator({
    ...simulator,
    async fetch(input, init) {
      const isSubmit = input instanceof Request && input.method === 'POST';
      if (!isSubmit) return await simulator.fetch(input, init);
      const exchange = simulator.fetch(input, init);
      await exchange.then(
        () => dealtWith.add('answered'),
        () => dealtWith.add('dropped'),
      );
      if (dealtWith.entries.length >= held.from) await held.until;
      return await exchange;
    },
  });
  return {
    server,
    dealtWith,
    hold({ from } = { from: 1 }) {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = { from: dealtWith.entries.length + from, until: promise };
      return resolve;
    },
  };
}
