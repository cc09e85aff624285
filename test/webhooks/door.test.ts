// What else comes to the door: it gets the right answer, and nothing changes.
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { post } from './hook-server.ts';
import { setup } from './setup-world.ts';
import type { VendorName } from './to-provider.ts';
import { vendorNames } from './to-provider.ts';
import { runMs } from './vendor-site.ts';

const most = 256 * 1024;
const json = { 'content-type': 'application/json' };

interface Visit {
  readonly what: string;
  /** By vendor, where a signature is looked at before the body is read. */
  readonly status: number | Readonly<Record<VendorName, number>>;
  readonly init: RequestInit;
}

const visits: readonly Visit[] = [
  { what: 'a GET', init: {}, status: 404 },
  { what: 'a HEAD', init: { method: 'HEAD' }, status: 404 },
  { what: 'a PUT', init: { method: 'PUT', body: '{}' }, status: 404 },
  { what: 'an OPTIONS', init: { method: 'OPTIONS' }, status: 404 },
  { what: 'no body', init: { method: 'POST' }, status: { apixo: 400, apiframe: 401 } },
  { what: 'no JSON', init: { method: 'POST', body: '{' }, status: { apixo: 400, apiframe: 401 } },
  {
    what: 'JSON of another shape',
    init: { method: 'POST', body: '[1, null]', headers: json },
    status: { apixo: 400, apiframe: 401 },
  },
  {
    what: 'a body that is no text',
    init: { method: 'POST', body: Uint8Array.of(0xff, 0xfe, 0, 0x80) },
    status: { apixo: 400, apiframe: 401 },
  },
  {
    what: 'the longest body that is read',
    init: { method: 'POST', body: 'x'.repeat(most) },
    status: { apixo: 400, apiframe: 401 },
  },
  {
    what: 'one byte more than is read',
    init: { method: 'POST', body: 'x'.repeat(most + 1) },
    status: 413,
  },
  { what: 'far more than is read', init: { method: 'POST', body: 'x'.repeat(8e6) }, status: 413 },
];

const rows = visits.flatMap((visit) => vendorNames.map((name) => ({ ...visit, name })));

test.each(rows)('$what at the address of $name changes nothing', async ({ name, init, status }) => {
  await using world = await setup(name);
  const { clock, vendor, gateway } = world;
  const { id, url } = await world.start();
  const before = await gateway.job(id);
  const answer = await fetch(url, init);
  expect(answer.status).toBe(typeof status === 'number' ? status : status[name]);
  expect(await answer.text()).toBe('');
  expect(await gateway.job(id)).toEqual(before);
  expect(vendor.polls).toBe(0);
  await clock.advance(runMs);
  expect((await gateway.wait(id)).state).toBe('succeeded');
});

test.each(vendorNames)('other paths than the address of %s are 404s', async (name) => {
  await using world = await setup(name);
  const { vendor, gateway, hooks } = world;
  const { id, url, taskId } = await world.start();
  const before = await gateway.job(id);
  const origin = new URL(url).origin;
  const report = vendor.forge({ taskId, says: 'succeeded' });
  const paths = [origin, hooks.baseUrl, `${hooks.baseUrl}/`, `${url}/`, `${url}/more`, `${url}.x`];
  for (const path of [...paths, url.replace(/\.(?=[^.]+$)/, '%2e')]) {
    expect(await post(path, report)).toBe(404);
  }
  expect(await gateway.job(id)).toEqual(before);
  expect(await post(`${url}?from=proxy`, report)).toBe(200);
  expect(vendor.polls).toBe(1);
});

test.each(vendorNames)('a body without an end at the address of %s is a 413', async (name) => {
  await using world = await setup(name);
  const { vendor, gateway } = world;
  const { id, url, taskId } = await world.start();
  const before = await gateway.job(id);
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 16_384;
      controller.enqueue(new Uint8Array(16_384).fill(0x20));
    },
  });
  const answer = await fetch(url, { method: 'POST', body, duplex: 'half' });
  expect(answer.status).toBe(413);
  expect(sent).toBeLessThan(64 * most);
  expect(await gateway.job(id)).toEqual(before);
  expect(await post(url, vendor.forge({ taskId, says: 'running' }))).toBe(200);
});

test.each(vendorNames)(
  'a caller who leaves in the middle of a report of %s changes nothing',
  async (name) => {
    await using world = await setup(name);
    const { vendor, gateway } = world;
    const { id, url, taskId } = await world.start();
    const before = await gateway.job(id);
    await leaveHalfway(url, vendor.forge({ taskId, says: 'succeeded' }).body);
    expect(await gateway.job(id)).toEqual(before);
    expect(vendor.polls).toBe(0);
    expect(await post(url, vendor.forge({ taskId, says: 'running' }))).toBe(200);
    expect(vendor.polls).toBe(1);
  },
);

async function leaveHalfway(url: string, body: string): Promise<void> {
  const { hostname, port, pathname, host } = new URL(url);
  const head = `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\ncontent-length: ${body.length}\r\n\r\n`;
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const socket = connect(Number(port), hostname);
  socket.once('close', () => resolve());
  socket.write(head + body.slice(0, body.length / 2), () => socket.resetAndDestroy());
  await closed;
}
