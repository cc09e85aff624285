import type { Ledger } from '@vidgate/core';
import { createGateway, memoryLedger } from '@vidgate/core';
import { expect, test } from 'vitest';
import { setupGateway } from './setup-gateway.ts';

test('whoever slept between deciding on a replay and sending it finds what was settled meanwhile', async () => {
  const inner = memoryLedger();
  let slept = false;
  const ledger: Ledger = {
    shared: false,
    find: (topic, query) => inner.find(topic, query),
    commit: (change) => inner.commit(change),
    close: () => inner.close(),
    async load(jobId) {
      const job = await inner.load(jobId);
      if (!slept && job?.attempts[0]?.state === 'unknown') {
        slept = true;
        await other.advance(jobId);
        await other.resolve(jobId, { action: 'abandon' });
      }
      return job;
    },
  };
  const { gateway, clock, providers } = setupGateway(
    (make) => [make({ traits: { idempotentSubmit: { windowMs: 86_400_000 } } })],
    { ledger },
  );
  // It waits for nothing, so it holds the job at once.
  const other = createGateway({ providers, ledger: inner, drive: false, reconcileForMs: 0 });
  providers[0]?.onNextSubmit({ do: 'lose-request' });
  const { id } = await gateway.submit({ prompt: 'dawn breaks over the ridge' });
  await clock.advance(60_000);
  expect(slept).toBe(true);
  expect(providers[0]?.submits).toHaveLength(1);
  expect((await gateway.job(id)).state).toBe('failed');
});
