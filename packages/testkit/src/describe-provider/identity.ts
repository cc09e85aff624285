import { expect, test } from 'vitest';
import type { ProviderHarness } from './provider-harness.ts';
import { createRig, keys } from './rig.ts';

const datePattern = /^\d{4}-\d{2}-\d{2}$/;

/** What a provider says of itself, before anything is sent. */
export function describeIdentity(harness: ProviderHarness): void {
  test('a provider has an id, a vendor and at least one offer, and each model once', () => {
    const { provider } = createRig(harness);
    expect(provider.id).toMatch(/^[a-z0-9][a-z0-9-]*$/);
    expect(provider.vendor).not.toBe('');
    const models = provider.offers.map((offer) => offer.model);
    expect(models.length).toBeGreaterThan(0);
    expect(new Set(models).size, 'contract: a model has one offer').toBe(models.length);
  });

  test('making a provider sends nothing and needs no key', () => {
    const { network, another } = createRig(harness);
    expect(() => another({ apiKey: undefined })).not.toThrow();
    expect(network.sent).toEqual([]);
  });

  test('every price is a positive whole number of micro-dollars with a source and a date', () => {
    for (const { prices, capabilities } of createRig(harness).provider.offers) {
      for (const price of prices) {
        expect(Number.isInteger(price.usdMicros) && price.usdMicros > 0, 'never 0').toBe(true);
        expect(['exact', 'from', 'estimate']).toContain(price.certainty);
        expect(price.source).toMatch(/^https:\/\/|^settings$/);
        expect(price.asOf).toMatch(datePattern);
        expect(capabilities.durations).toContain(price.duration);
      }
    }
  });

  test('every duration on offer says when to look at its task', () => {
    for (const { latency, capabilities } of createRig(harness).provider.offers) {
      for (const duration of capabilities.durations) {
        const hint = latency.find((candidate) => candidate.duration === duration);
        expect(hint, `contract: ${duration} s has a latency hint`).toBeDefined();
        expect(hint?.firstPollMs).toBeGreaterThan(0);
        expect(hint?.pollIntervalMs).toBeGreaterThan(0);
      }
    }
  });

  test('a status that the traits call rejected is a 5xx with the place that documents it', () => {
    for (const { status, source } of createRig(harness).provider.traits.rejectedStatuses) {
      expect(status).toBeGreaterThanOrEqual(500);
      expect(status).toBeLessThan(600);
      expect(source).toMatch(/^https:\/\//);
    }
  });

  test('the traits tell how long a submit may take, so that its lease is not shorter', () => {
    const { provider } = createRig(harness, { timeoutMs: 123_000 });
    expect(provider.traits.submitTimeoutMs ?? 60_000).toBeGreaterThanOrEqual(123_000);
  });

  test('two accounts are two providers: each has its id, its key and its tasks', async () => {
    const rig = createRig(harness);
    const second = rig.another({ id: 'second', apiKey: keys[1] });
    expect([rig.provider.id, second.id]).toEqual([rig.provider.vendor, 'second']);
    const { task } = await rig.submit();
    const error = await rig.failureOf(second.poll(task, { clock: rig.clock }));
    expect(error).toMatchObject({ provider: 'second', code: 'not-found' });
    const headers = keys.map((key) => harness.authorization(key));
    const [first, other] = rig.network.sent.map((sent) => sent.headers);
    expect(first?.[headers[0]?.name ?? '']).toBe(headers[0]?.value);
    expect(other?.[headers[1]?.name ?? '']).toBe(headers[1]?.value);
  });

  test('the settings of one provider are not those of the next', async () => {
    const rig = createRig(harness, { headers: { 'x-of-first': 'yes' } });
    const second = rig.another({ id: 'second' });
    await rig.submit();
    await second.submit(rig.prepare({}, { attemptId: 'attempt-0002' }), { clock: rig.clock });
    expect(rig.network.sent.map((sent) => sent.headers['x-of-first'])).toEqual(['yes', undefined]);
  });
}
