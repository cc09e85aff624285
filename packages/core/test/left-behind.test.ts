// Jobs that nobody would drive because the news of them got lost; both found by simulated worlds.
import { VideoGatewayError } from '@vidgate/core';
import { fakeProvider } from '@vidgate/testkit';
import { expect, test } from 'vitest';
import { onFirst } from './faults/around-submit.ts';
import { request, setupMachine } from './faults/setup-machine.ts';

const minute = 60_000;

// Seed 8486: the process that had released the job crashed before it could take it.
test('a held job that somebody else releases is followed by its owner within ten minutes', async () => {
  const { provider, time, start, pass } = await setupMachine({ usd: { 5: 0.3 } });
  const second = fakeProvider({ id: 'second', clock: time, usd: { 5: 0.4 } });
  // Nothing is left to spend today, so that by itself the job would be looked at tomorrow.
  const resubmit = { afterMs: minute, maxExtraUsdPerJob: 1, maxExtraUsdPerDay: 0 };
  const settings = { providers: [provider, second], onUnknownSubmit: { resubmit } };
  const [owner, other] = [start(settings), start({ ...settings, drive: false })];
  provider.onNextSubmit({ do: 'lose-answer' });
  const { id } = await owner.gateway.submit(request);
  await pass(3 * minute);
  expect((await owner.gateway.job(id)).state).toBe('held');
  await other.gateway.resolve(id, { action: 'keep-waiting' });
  expect((await owner.gateway.job(id)).state).toBe('submitting');
  await pass(11 * minute);
  expect((await owner.gateway.job(id)).state).toBe('held');
});

// Seed 8736: the commit by which a process took a job failed, and took effect all the same.
test('a job that was taken although nobody could say so is driven', async () => {
  const { provider, open, start, pass } = await setupMachine();
  const before = start({ drive: false });
  const { id } = await before.gateway.submit(request);
  const ledger = onFirst('job-taken', open(), () => {
    throw new VideoGatewayError({ code: 'ledger-unavailable', message: 'I/O error.' });
  });
  const next = start({ ledger });
  expect(await next.gateway.resume()).toBe(0);
  await pass(2 * minute);
  expect((await next.gateway.job(id)).state).toBe('succeeded');
  expect(provider.charges).toBe(1);
});
