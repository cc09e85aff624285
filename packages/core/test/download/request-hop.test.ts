import { expect, test } from 'vitest';
import { toDownloadLimits } from '../../src/download/download-settings.ts';
import { requestHop } from '../../src/download/request-hop.ts';
import { startServer } from './local-server.ts';

test('a private address that slipped past every other check gets a connection but no request', async () => {
  let requests = 0;
  await using server = await startServer((_request, response) => {
    requests += 1;
    response.end();
  });
  const target = {
    url: new URL(server.origin),
    hostname: '127.0.0.1',
    port: server.port,
    opened: false,
  };

  const hop = requestHop(target, {
    headers: {},
    limits: toDownloadLimits({}),
    signal: new AbortController().signal,
  });

  await expect(hop).rejects.toMatchObject({
    code: 'archive-failed',
    message: expect.stringContaining(`Refused to talk to ${server.host}`),
  });
  expect(requests).toBe(0);
});
