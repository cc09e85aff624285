import { expect, test } from 'vitest';
import { aroundSubmit, onFirst } from './around-submit.ts';
import { jumps } from './clock-stages.ts';
import { request, setupMachine } from './setup-machine.ts';

const moments = [
  'while the intent is stored',
  'while it is sent',
  'when the answer comes',
] as const;
const rows = moments.flatMap((moment) =>
  Object.entries(jumps).map(([jump, ms]) => [moment, jump, ms] as const),
);

test.each(rows)('%s, a clock that goes %s makes no second submit', async (moment, _jump, ms) => {
  const { clock, provider, start, open, pass } = await setupMachine();
  const jump = (): void => clock.jump(ms);
  if (moment === 'while it is sent') aroundSubmit(provider, { before: jump });
  if (moment === 'when the answer comes') aroundSubmit(provider, { after: jump });
  const ledger =
    moment === 'while the intent is stored' ? onFirst('attempt-intended', open(), jump) : open();
  const { gateway } = start({ ledger, heartbeatMs: 60_000 });
  const { id } = await gateway.submit(request);
  await pass(300_000);
  const job = await gateway.job(id);
  expect(job.state).toBe('succeeded');
  expect([provider.submits.length, provider.charges]).toEqual([1, 1]);
  // Whoever slept that long over its intent, or cannot tell, makes another one instead of sending it.
  const isDropped = moment === 'while the intent is stored' && Math.abs(ms) > 30_000;
  if (isDropped)
    expect(job.attempts[0]).toMatchObject({ state: 'rejected', error: { charged: 'no' } });
});

// By the clock no time has passed since the intent, but a person has settled it meanwhile.
test('a worker that slept over its intent sends nothing, also where the clock was set back', async () => {
  const { clock, time, provider, start, open, pass, ownClock } = await setupMachine();
  const { promise: woken, resolve: wake } = Promise.withResolvers<void>();
  const sleeper = start({ drive: false, ledger: onFirst('attempt-intended', open(), () => woken) });
  const other = start({ drive: false }, ownClock());
  const { id } = await sleeper.gateway.submit(request);
  const sleeping = sleeper.gateway.advance(id);
  await pass(100_000);
  await other.gateway.advance(id);
  await other.gateway.resolve(id, { action: 'no-task' });
  await other.gateway.advance(id);
  clock.jump(-3_600_000);
  wake();
  await time.advance(0);
  await sleeping;
  expect(provider.charges).toBe(1);
});

// A day later, by the vendor's clock, it has forgotten the key, and a "replay" is a second order.
test('nothing is replayed after the vendor has forgotten the key', async () => {
  const windowMs = 86_400_000;
  const traits = { idempotentSubmit: { windowMs } };
  const { clock, time, provider, start, pass } = await setupMachine({ traits });
  const sentAt: number[] = [];
  aroundSubmit(provider, { before: () => void sentAt.push(time.now()) });
  provider.onNextSubmit({ do: 'lose-answer' }, { do: 'lose-request' });
  const { gateway } = start({ heartbeatMs: 3_600_000 });
  await gateway.submit(request);
  await pass(5_000);
  clock.jump(-windowMs);
  await pass(windowMs + 1_200_000, 60_000);
  const [first = 0, ...replays] = sentAt;
  expect(replays.filter((at) => at - first > windowMs)).toEqual([]);
});

const twins = ['while it is sent', 'before the next process starts', 'before a cancel'] as const;

// The intent then lies ahead, and there is nothing by which a vendor could tell a second request apart.
test.each(twins)(
  'a submit in doubt that must not be repeated is not, though the clock went back %s',
  async (moment) => {
    const isIdempotent = moment === 'before a cancel';
    const { clock, provider, start, pass } = await setupMachine({
      traits: { idempotentSubmit: isIdempotent && { windowMs: 86_400_000 } },
    });
    const jump = (): void => clock.jump(jumps['back an hour']);
    if (moment === 'while it is sent') aroundSubmit(provider, { before: jump });
    provider.onNextSubmit({ do: 'lose-answer' }, { do: 'lose-request' });
    const { gateway } = start();
    const { id } = await gateway.submit(request);
    await pass(5_000);
    const sent = moment === 'while it is sent' ? 1 : provider.submits.length;
    if (moment !== 'while it is sent') {
      await gateway.close();
      jump();
      const next = start();
      if (moment === 'before a cancel') await next.gateway.cancel(id);
      await next.gateway.resume();
    }
    await pass(60_000);
    expect(provider.submits.length).toBe(sent);
  },
);
