import type { Balance, VideoProvider } from '@vidgate/core';
import { expect, test } from 'vitest';
import { before, breaks, page, says } from './network-faults.ts';
import { frameBytes } from './outside-world.ts';
import type { ProviderHarness } from './provider-harness.ts';
import type { Rig } from './rig.ts';
import { createRig, required } from './rig.ts';

const free = 'contract: this costs nothing, so its failure is rejected';

/** The free calls: balance, prices, upload; each is there and works, or is not there at all. */
export function describeAccount(harness: ProviderHarness): void {
  const { provider } = createRig(harness);
  describeBalance(harness, provider);
  describePrices(harness, provider);
  describeUpload(harness, provider);
}

function describeBalance(harness: ProviderHarness, { account }: VideoProvider): void {
  if (account?.balance === undefined) {
    test('a balance cannot be read here', () => {
      expect(createRig(harness).provider.account ?? {}).not.toHaveProperty('balance');
    });
    return;
  }
  const read = ({ provider, clock }: Rig): Promise<Balance> =>
    required(provider.account?.balance?.({ clock }), 'account.balance');

  test('the balance is one GET, and smaller after a submit', async () => {
    const rig = createRig(harness);
    const full = amountOf(await read(rig));
    expect(rig.network.sent.map(({ method }) => method)).toEqual(['GET']);
    await rig.submit();
    expect(amountOf(await read(rig))).toBeLessThan(full);
  });

  test.each([
    [before(page(401)), 'authentication'],
    [before(page(500)), 'unavailable'],
    [before(page(200)), 'invalid-response'],
    [before(says('null')), 'invalid-response'],
    [before(breaks('ECONNRESET', 'read')), 'network'],
  ] as const)('a balance that cannot be read (%#) is an error, never 0', async (fault, code) => {
    const rig = createRig(harness);
    rig.network.next(fault);
    const error = await rig.failureOf(read(rig));
    expect(error, free).toMatchObject({ code, operation: 'balance', outcome: 'rejected' });
  });

  test('an answer without a figure is an error or a balance without a figure, never 0', async () => {
    const rig = createRig(harness);
    rig.network.next(before(says('{}')));
    const balance = await read(rig).catch(() => ({}));
    expect(amountOf(balance), 'contract: zero is not absent').toBeNaN();
  });
}

function describePrices(harness: ProviderHarness, { account }: VideoProvider): void {
  if (account?.prices === undefined) {
    test('prices cannot be read here', () => {
      expect(createRig(harness).provider.account ?? {}).not.toHaveProperty('prices');
    });
    return;
  }

  test('today’s prices are one GET, by our model ids, each above 0 with source and date', async () => {
    const { provider, clock, network, offer } = createRig(harness);
    const byModel = required(await provider.account?.prices?.({ clock }), 'prices');
    expect(network.sent.map(({ method }) => method)).toEqual(['GET']);
    expect(provider.offers.map(({ model }) => model)).toEqual(
      expect.arrayContaining(Object.keys(byModel)),
    );
    const prices = required(byModel[offer.model], `a price of ${offer.model}`);
    expect(prices.map(({ duration }) => duration)).toEqual(offer.capabilities.durations);
    for (const { usdMicros, source, asOf } of prices) {
      expect(Number.isInteger(usdMicros) && usdMicros > 0, `${usdMicros}: never 0`).toBe(true);
      expect(source).toMatch(/^https:\/\/|^settings$/);
      expect(asOf).toBe(new Date(clock.now()).toISOString().slice(0, 10));
    }
  });

  test('prices that cannot be read are an error, never 0', async () => {
    const { provider, clock, network, failureOf } = createRig(harness);
    network.next(before(page(503)));
    const error = await failureOf(provider.account?.prices?.({ clock }));
    expect(error, free).toMatchObject({ code: 'unavailable', outcome: 'rejected' });
  });
}

function describeUpload(harness: ProviderHarness, { upload }: VideoProvider): void {
  if (upload === undefined) {
    test('nothing can be uploaded here', () => {
      expect(createRig(harness).provider).not.toHaveProperty('upload');
    });
    return;
  }
  const media = { sha256: 'a'.repeat(64), mediaType: 'image/png', bytes: frameBytes };

  test('an upload is one request, and its URL serves as a start frame', async () => {
    const { provider, clock, network, submit, poll, finishTasks } = createRig(harness);
    const uploaded = await required(provider.upload, 'upload')(media, { clock });
    expect(network.sent).toHaveLength(1);
    expect(uploaded.url).toMatch(/^https?:\/\//);
    expect(uploaded.expiresAt ?? Number.POSITIVE_INFINITY).toBeGreaterThan(clock.now());
    const { task } = await submit({ startFrame: uploaded.url });
    await finishTasks();
    expect(await poll(task)).toMatchObject({ state: 'succeeded' });
  });

  test.each([
    [before(page(401)), 'authentication'],
    [before(page(500)), 'unavailable'],
    [before(says('{}')), 'invalid-response'],
    [before(breaks('ECONNRESET', 'read')), 'network'],
  ] as const)('an upload that fails (%#) is one request and free', async (fault, code) => {
    const { provider, clock, network, failureOf } = createRig(harness);
    network.next(fault);
    const error = await failureOf(provider.upload?.(media, { clock }));
    expect(error, free).toMatchObject({ code, operation: 'upload', outcome: 'rejected' });
    expect(network.sent).toHaveLength(1);
  });
}

/** A balance in one number; `NaN` where it says nothing, which no comparison accepts. */
function amountOf({ usdMicros, credits }: Balance): number {
  return usdMicros ?? credits ?? Number.NaN;
}
