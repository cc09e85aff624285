import { expect, test } from 'vitest';
import { toDownloadFetch } from '../src/index.ts';
import { testSettings, vendors } from './vendors.ts';

test.each(vendors)("$name's files are read, whole or in part", async (vendor) => {
  const { settings, clock } = testSettings();
  const simulator = vendor.create(settings);
  const id = vendor.idOf(await (await vendor.submit(simulator)).json());
  await clock.advance(300_000);
  const url = vendor.urlOf(await (await vendor.poll(simulator, id)).json());
  const download = toDownloadFetch(simulator);
  const { status, headers, body, ...answer } = await download(new URL(url));
  expect([status, headers.get('content-type'), answer.url]).toEqual([200, 'video/mp4', url]);
  const bytes = await new Response(body).bytes();
  const part = await download(url, { headers: { range: 'bytes=4-7' } });
  expect(part.status).toBe(206);
  expect(await new Response(part.body).bytes()).toEqual(bytes.slice(4, 8));
});

test('a host that no simulated vendor has is refused', async () => {
  await expect(toDownloadFetch()('https://files.example/a.mp4')).rejects.toThrow(
    'No simulated vendor has https://files.example.',
  );
});
