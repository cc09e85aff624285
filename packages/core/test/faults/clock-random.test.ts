import type { FakeSubmit } from '@vidgate/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { request, setupMachine } from './setup-machine.ts';

const dayMs = 86_400_000;

const submitBehaviour = fc.oneof(
  fc.integer({ min: 0, max: 50_000 }).map((afterMs): FakeSubmit => ({ do: 'accept', afterMs })),
  fc.constantFrom<FakeSubmit>(
    { do: 'lose-answer' },
    { do: 'lose-request' },
    { do: 'reject', code: 'rate-limited', retryAfterMs: 20_000 },
    { do: 'reject', code: 'unavailable' },
  ),
);

const story = fc.record({
  submits: fc.array(submitBehaviour, { maxLength: 4 }),
  isIdempotent: fc.boolean(),
  isFindable: fc.boolean(),
  jumps: fc.array(
    fc.record({
      afterMs: fc.integer({ min: 0, max: 40_000 }),
      ms: fc.oneof(
        fc.integer({ min: -dayMs, max: dayMs }),
        fc.integer({ min: -9_000, max: 9_000 }),
      ),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

test('whatever a clock does at whatever moment, a job is charged once and its video not given up', async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ submits, isIdempotent, isFindable, jumps }) => {
      const { clock, provider, start, pass } = await setupMachine({
        runMs: 20_000,
        findable: isFindable && { lagMs: 30_000 },
        traits: { idempotentSubmit: isIdempotent && { windowMs: dayMs } },
      });
      provider.onNextSubmit(...submits);
      const { gateway } = start({ heartbeatMs: 60_000 });
      const { id } = await gateway.submit(request);
      for (const { afterMs, ms } of jumps) {
        await pass(afterMs);
        clock.jump(ms);
      }
      await pass(120_000);
      const { state, attempts } = await gateway.job(id);
      expect(provider.charges).toBeLessThanOrEqual(1);
      const live = attempts.filter((attempt) =>
        ['submitting', 'unknown', 'accepted'].includes(attempt.state),
      );
      expect(live.length).toBeLessThanOrEqual(1);
      if (provider.charges === 1) expect(['failed', 'canceled']).not.toContain(state);
      await gateway.close();
    }),
    { numRuns: 25 },
  );
});
