import { expect, test } from 'vitest';
import { setupGateway } from './setup-gateway.ts';

const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const request = { prompt: 'dawn breaks over the ridge', startFrame: png };

// The clock of whoever stages may be behind ours by any amount.
test.each([-3_600_000, -1, 0, 300_000, 3_600_000])(
  'an address that ends %d ms from now is staged once and used at once',
  async (lastsMs) => {
    let calls = 0;
    const { gateway, clock, providers } = setupGateway(
      (make) => [make({ traits: { frameSources: ['url'] } })],
      {
        async staging() {
          calls += 1;
          return { url: 'https://bucket.example/a.png', expiresAt: clock.now() + lastsMs };
        },
      },
    );
    const { id } = await gateway.submit(request);
    await clock.advance(120_000);
    expect((await gateway.job(id)).state).toBe('succeeded');
    expect([calls, providers[0]?.charges]).toEqual([1, 1]);
  },
);

test('one that has ended while its job waited is staged anew, once a minute at most', async () => {
  let calls = 0;
  const { gateway, clock, providers } = setupGateway(
    (make) => [make({ id: 'only', traits: { frameSources: ['url'] } })],
    {
      routing: { maxWaitMs: 3_600_000 },
      async staging() {
        calls += 1;
        return { url: `https://bucket.example/${calls}.png`, expiresAt: clock.now() };
      },
    },
  );
  const retryAfterMs = 300_000;
  providers[0]?.onNextSubmit({ do: 'reject', code: 'rate-limited', retryAfterMs });
  const { id } = await gateway.submit(request);
  await clock.advance(600_000);
  expect((await gateway.job(id)).state).toBe('succeeded');
  expect(calls).toBe(2);
});
