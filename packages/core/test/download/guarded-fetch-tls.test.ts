import { createServer } from 'node:https';
import { getCACertificates, setDefaultCACertificates, TLSSocket } from 'node:tls';
import { expect, test, vi } from 'vitest';
import { createGuardedFetch } from '../../src/download/index.ts';
import { createCertificate } from './certificate.ts';
import { listen } from './local-server.ts';
import { lookupStub } from './lookup-stub.ts';
import { readAll } from './read-all.ts';

const names = { 'cdn.test': ['127.0.0.1'], 'other.test': ['127.0.0.1'] };

async function setup() {
  const certificate = createCertificate('cdn.test');
  const tlsServer = createServer(certificate, ({ socket }, response) => {
    response.end(socket instanceof TLSSocket ? 'over TLS' : 'in the clear');
  });
  const server = await listen(tlsServer, () => tlsServer.closeAllConnections());
  const { lookup } = lookupStub(names);
  const allowHosts = Object.keys(names).map((name) => `${name}:${server.port}`);
  return { server, certificate, fetch: createGuardedFetch({ lookup, allowHosts }) };
}

test('a certificate that nobody vouches for is refused, whatever the environment says', async () => {
  const { server, fetch } = await setup();
  await using _ = server;
  // Node rightly warns of this variable, once.
  using _warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');

  await expect(fetch(`https://cdn.test:${server.port}/`)).rejects.toMatchObject({
    code: 'archive-failed',
    cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
  });
});

test('a trusted certificate is accepted for its own name only', async () => {
  const { server, certificate, fetch } = await setup();
  await using _ = server;
  const trusted = getCACertificates('default');
  setDefaultCACertificates([...trusted, certificate.cert]);
  try {
    const response = await fetch(`https://cdn.test:${server.port}/`);
    expect(await readAll(response.body)).toBe('over TLS');

    await expect(fetch(`https://other.test:${server.port}/`)).rejects.toMatchObject({
      code: 'archive-failed',
      cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    });
  } finally {
    setDefaultCACertificates(trusted);
  }
});
