import { expect, test } from 'vitest';
import type { Fault, SimulatorSettings } from '../src/index.ts';
import { createApiframeSimulator, createApixoSimulator, createFalSimulator } from '../src/index.ts';
import { serveSimulator } from '../src/server.ts';
import { png } from './pictures.ts';
import { textAt } from './value-at.ts';
import type { Vendor } from './vendors.ts';
import { keyHeaders, testSettings, vendors } from './vendors.ts';

/** A vendor's simulator whose `fetch` goes through a real socket. */
async function setup(vendor: Vendor, fault?: Fault) {
  const world = testSettings();
  const simulator = vendor.create(world.settings);
  const server = await serveSimulator(simulator);
  if (fault) simulator.inject(fault);
  const remote = { ...simulator, baseUrl: server.baseUrl, fetch };
  return {
    ...world,
    simulator,
    server,
    remote,
    [Symbol.asyncDispose]: server[Symbol.asyncDispose],
  };
}

const each = vendors.map((vendor) => [vendor.name, vendor] as const);

test.each(each)('%s works over real HTTP, its video included', async (_, vendor) => {
  await using world = await setup(vendor);
  const id = vendor.idOf(await (await vendor.submit(world.remote)).json());
  await world.clock.advance(300_000);
  const url = vendor.urlOf(await (await vendor.poll(world.remote, id)).json());
  expect(url.startsWith(`${world.server.url}/videos/`)).toBe(true);
  const part = await fetch(url, { headers: { range: 'bytes=1-2' } });
  expect([part.status, [...new Uint8Array(await part.arrayBuffer())]]).toEqual([206, [2, 3]]);
});

test('the base URL keeps the path that the vendor has', async () => {
  await using server = await serveSimulator(createApixoSimulator());
  expect(server.baseUrl).toBe(`http://127.0.0.1:${server.port}/api/v1`);
});

test.each(each)('%s drops the socket after it accepted', async (_, vendor) => {
  await using world = await setup(vendor, { name: 'drop-after-accept' });
  await expect(vendor.submit(world.remote)).rejects.toThrow('fetch failed');
  expect(world.simulator.tasks).toHaveLength(1);
});

test.each(each)('%s hangs until the caller leaves', async (_, vendor) => {
  await using world = await setup(vendor, { name: 'hang' });
  const controller = new AbortController();
  const submitting = vendor.submit(world.remote, { signal: controller.signal });
  submitting.catch(() => {});
  await expect.poll(() => world.simulator.requests.length, { interval: 5 }).toBe(1);
  controller.abort(new Error('enough'));
  await expect(submitting).rejects.toThrow('enough');
});

test('a huge body is streamed, and the caller can stop reading it', async () => {
  for (const vendor of vendors) {
    await using world = await setup(vendor, { name: 'huge-body', bytes: 1e12 });
    const response = await vendor.submit(world.remote);
    const reader = response.body?.getReader();
    expect((await reader?.read())?.value?.byteLength).toBeGreaterThan(0);
    await reader?.cancel();
  }
});

test('closing cuts what hangs, gives the origin back, and can be repeated', async () => {
  for (const vendor of vendors) {
    const world = await setup(vendor, { name: 'hang' });
    const submitting = vendor.submit(world.remote);
    submitting.catch(() => {});
    await expect.poll(() => world.simulator.requests.length, { interval: 5 }).toBe(1);
    await world.server.close();
    await world.server.close();
    await expect(submitting).rejects.toThrow('fetch failed');
    expect(world.simulator.origins).not.toContain(world.server.url);
  }
});

test('an upload is served from the server that took it', async () => {
  const settings: SimulatorSettings = testSettings().settings;
  const simulator = createApiframeSimulator(settings);
  await using server = await serveSimulator(simulator);
  const form = new FormData();
  form.set('file', new Blob([Uint8Array.from(png(8, 8))]), 'frame.png');
  const response = await fetch(`${server.baseUrl}/v2/uploads`, {
    method: 'POST',
    body: form,
    headers: keyHeaders(simulator),
  });
  const url = textAt(await response.json(), 'url');
  expect(url.startsWith(`${server.url}/uploads/`)).toBe(true);
  const file = await fetch(url);
  expect(new Uint8Array(await file.arrayBuffer())).toEqual(new Uint8Array(png(8, 8)));
});

test('the URLs of a queue, and its keys, are where it is served', async () => {
  const simulator = createFalSimulator(testSettings().settings);
  await using server = await serveSimulator(simulator);
  const submit = `${server.baseUrl}/fal-ai/kling-video/v2.5-turbo/pro/text-to-video`;
  const accepted = await fetch(submit, {
    method: 'POST',
    body: JSON.stringify({ prompt: 'a ridge', duration: '5' }),
    headers: { 'content-type': 'application/json', ...keyHeaders(simulator) },
  });
  const statusUrl = textAt(await accepted.json(), 'status_url');
  expect(statusUrl.startsWith(`${server.url}/fal-ai/kling-video/requests/`)).toBe(true);
  expect((await fetch(statusUrl, { headers: keyHeaders(simulator) })).status).toBe(200);
  expect((await fetch(`${server.url}/.well-known/jwks.json`)).status).toBe(200);
});

test('a taken port is an error', async () => {
  await using server = await serveSimulator(createApixoSimulator());
  const again = serveSimulator(createApixoSimulator(), { port: server.port });
  await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
