import { setupServer } from 'msw/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toMswHandlers } from '../src/msw.ts';
import { testSettings, vendors } from './vendors.ts';

const world = testSettings();
const simulated = vendors.map((vendor) => ({ vendor, simulator: vendor.create(world.settings) }));
const server = setupServer(...toMswHandlers(...simulated.map(({ simulator }) => simulator)));

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterAll(() => server.close());

const each = simulated.map(({ vendor, simulator }) => {
  // Looked up at each call: msw replaces the global one.
  const globalFetch: typeof fetch = (input, init) => fetch(input, init);
  return [vendor.name, vendor, simulator, { ...simulator, fetch: globalFetch }] as const;
});

test.each(each)('%s is reached by the global fetch', async (_, vendor, simulator, remote) => {
  const id = vendor.idOf(await (await vendor.submit(remote)).json());
  await world.clock.advance(300_000);
  const url = vendor.urlOf(await (await vendor.poll(remote, id)).json());
  expect((await fetch(url)).headers.get('content-type')).toBe('video/mp4');
  expect(simulator.bill.charges).toBe(1);
});

test.each(each)(
  '%s: a broken connection is a network error',
  async (_, vendor, simulator, remote) => {
    const before = simulator.tasks.length;
    simulator.inject({ name: 'drop-after-accept' });
    await expect(vendor.submit(remote)).rejects.toThrow(TypeError);
    expect(simulator.tasks).toHaveLength(before + 1);
  },
);

test.each(each)('%s: what hangs ends with the signal', async (_, vendor, simulator, remote) => {
  simulator.inject({ name: 'hang' });
  const before = simulator.requests.length;
  const controller = new AbortController();
  const submitting = vendor.submit(remote, { signal: controller.signal });
  submitting.catch(() => {});
  await expect.poll(() => simulator.requests.length, { interval: 5 }).toBe(before + 1);
  controller.abort(new Error('enough'));
  await expect(submitting).rejects.toThrow('enough');
});

test.each(each)('%s: a redirect is left to fetch', async (_, vendor, simulator, remote) => {
  simulator.inject({ name: 'redirect', location: 'https://elsewhere.example/' });
  const response = await vendor.submit(remote, { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([
    302,
    'https://elsewhere.example/',
  ]);
});
