import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import type { ProviderHarness } from './provider-harness.ts';
import { createRig, required } from './rig.ts';

/** The same with real sockets: what Node’s own `fetch` makes of a network that fails. */
export function describeSockets(harness: ProviderHarness): void {
  test('a port that nobody listens on: network, rejected, since nothing was sent', async () => {
    const { server, url } = await listen((_request, response) => void response.end());
    await close(server);
    const error = await submitTo(url);
    expect(error).toMatchObject({
      code: 'network',
      outcome: 'rejected',
      charged: 'no',
      cause: { code: 'ECONNREFUSED' },
    });
  });

  // Some resolvers take seconds to say no.
  test('a name that does not resolve: network, rejected, since nothing was sent', {
    timeout: 30_000,
  }, async () => {
    const error = await submitTo('http://name.invalid/');
    expect(error).toMatchObject({ code: 'network', outcome: 'rejected', charged: 'no' });
  });

  test('a socket that closes once the request was read: network, unknown, no second request', async () => {
    let requests = 0;
    const { server, url } = await listen((request, response) => {
      requests += 1;
      request.resume().on('end', () => response.destroy());
    });
    const error = await submitTo(url);
    expect(error).toMatchObject({ code: 'network', outcome: 'unknown', charged: 'unknown' });
    await close(server);
    expect(requests, 'contract: a submit is exactly one HTTP request').toBe(1);
  });

  test('a server that redirects is not followed', async () => {
    const asked: string[] = [];
    const { url } = await listen((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect(await submitTo(url)).toMatchObject({ code: 'invalid-response', outcome: 'unknown' });
    expect(asked).toHaveLength(1);
    expect(asked[0]).not.toContain('elsewhere');
  });

  async function submitTo(baseUrl: string) {
    const { failureOf, prepare, another } = createRig(harness);
    // No `fetch`: the adapter’s own default is what is tested here, on the system’s clock.
    const provider = another({ baseUrl, fetch: undefined, timeoutMs: 25_000 });
    return await failureOf(provider.submit(prepare()));
  }
}

async function listen(
  listener: Parameters<typeof createServer>[1],
): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer(listener);
  onTestFinished(() => close(server));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = required(server.address() ?? undefined, 'the server’s address');
  if (typeof address === 'string') throw new Error('a TCP server has a port');
  return { server, url: `http://127.0.0.1:${address.port}/` };
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
