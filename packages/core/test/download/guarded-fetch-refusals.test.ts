import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { createGuardedFetch } from '../../src/download/index.ts';
import { startServer } from './local-server.ts';
import { lookupStub } from './lookup-stub.ts';
import { readAll, rejectionOf } from './read-all.ts';

const names = {
  localhost: ['127.0.0.1'],
  'localhost.': ['127.0.0.1'],
  'private.test': ['10.0.0.1'],
  'loopback6.test': ['::1'],
  'mapped.test': ['::ffff:127.0.0.1'],
  'mixed.test': ['1.1.1.1', '127.0.0.1'],
  'mixed6.test': ['2606:4700:4700::1111', 'fd00::1'],
};

/** A server that nothing may ever reach. */
function startTrap() {
  return startServer((_request, response) => response.end('the inside'));
}

const secret = 'c4n4ry';

test.each([
  ['the address is not public', 'https://127.0.0.1/'],
  ['the address is not public', 'https://127.1/'],
  ['the address is not public', 'https://127.0.0.1./'],
  ['the address is not public', 'https://2130706433/'],
  ['the address is not public', 'https://0x7f000001/'],
  ['the address is not public', 'https://0x7f.0.0.1/'],
  ['the address is not public', 'https://0177.0.0.1/'],
  ['the address is not public', 'https://017700000001/'],
  ['the address is not public', 'https://%31%32%37.0.0.1/'],
  ['the address is not public', 'https://①②⑦.⓪.⓪.①/'],
  ['the address is not public', 'https://0/'],
  ['the address is not public', 'https://10.1.2.3/'],
  ['the address is not public', 'https://169.254.169.254/latest/meta-data/'],
  ['the address is not public', 'https://[::1]/'],
  ['the address is not public', 'https://[::]/'],
  ['the address is not public', 'https://[::ffff:127.0.0.1]/'],
  ['the address is not public', 'https://[::ffff:7f00:1]/'],
  ['the address is not public', 'https://[64:ff9b::7f00:1]/'],
  ['the address is not public', 'https://[2002:7f00:1::]/'],
  ['the address is not public', 'https://[fd00:ec2::254]/'],
  ['the address is not public', 'https://[fe80::1]/'],
  ['it cannot be parsed', 'https://[fe80::1%25lo]/'],
  ['it cannot be parsed', 'https://127.0.0.1.256/'],
  ['it cannot be parsed', 'latest/meta-data'],
  ['only https', 'http://cdn.example/'],
  ['only https', 'http://127.0.0.1:TRAP/'],
  ['only https', 'ftp://cdn.example/'],
  ['only https', 'file:///etc/passwd'],
  ['only https', 'data:video/mp4;base64,AAAA'],
  ['only https', 'blob:https://cdn.example/1'],
  ['only port 443', 'https://127.0.0.1:TRAP/'],
  ['only port 443', 'https://cdn.example:8443/'],
  ['credentials', 'https://me:pass@cdn.example/'],
  ['credentials', 'https://cdn.example@127.0.0.1/'],
  ['credentials', 'https://cdn.example%2F@127.0.0.1:TRAP/'],
])('%s: %s is refused without asking anybody', async (rule, template) => {
  await using trap = await startTrap();
  const { lookup, asked } = lookupStub(names);
  const url = `${template.replace('TRAP', String(trap.port))}?token=${secret}`;

  const error = await rejectionOf(createGuardedFetch({ lookup })(url));

  expect(error).toMatchObject({
    code: 'invalid-request',
    message: expect.stringContaining(rule),
    charged: 'unknown',
  });
  expect(inspect(error)).not.toContain(secret);
  expect(asked).toEqual([]);
  expect(trap.connections()).toBe(0);
});

test.each(Object.keys(names))('a name of the inside is refused: %s', async (name) => {
  const { lookup, asked } = lookupStub(names);

  const error = await rejectionOf(createGuardedFetch({ lookup })(`https://${name}/?k=${secret}`));

  expect(error).toMatchObject({
    code: 'archive-failed',
    message: `Refused to connect to ${name}: it has an address that is not public.`,
  });
  expect(inspect(error)).not.toContain(secret);
  expect(asked).toEqual([name]);
});

test.each([
  ['the address is not public', 'https://127.0.0.1/'],
  ['the address is not public', 'https://2130706433/'],
  ['the address is not public', 'https://[::1]/'],
  ['only https', 'http://127.0.0.1:TRAP/'],
  ['only https', '//127.0.0.1:TRAP/'],
  ['only https', 'http://localhost:TRAP/'],
  ['only https', 'file:///etc/passwd'],
  ['only port 443', 'https://127.0.0.1:TRAP/'],
  ['credentials', 'https://me:pass@cdn.example/'],
  ['cannot be parsed', 'https://[nonsense/'],
  ['an address that is not public', 'https://localhost/'],
  ['an address that is not public', 'https://localhost./'],
  ['an address that is not public', 'https://mixed.test/'],
])('%s: a redirect to %s is refused', async (rule, template) => {
  await using trap = await startTrap();
  const location = `${template.replace('TRAP', String(trap.port))}?token=${secret}`;
  await using server = await startServer((_request, response) => {
    response.writeHead(302, { location }).end();
  });
  const { lookup } = lookupStub(names);
  const fetch = createGuardedFetch({ lookup, allowHosts: [server.host] });

  const error = await rejectionOf(fetch(`${server.origin}/first?token=${secret}`));

  expect(error).toMatchObject({ code: 'archive-failed', message: expect.stringContaining(rule) });
  expect(inspect(error)).not.toContain(secret);
  expect(trap.connections()).toBe(0);
});

test('a name that is rebound between two redirects is refused', async () => {
  await using server = await startServer((_request, response) => {
    response.writeHead(307, { location: 'https://rebound.test/' }).end();
  });
  const answers = [['127.0.0.1'], ['10.0.0.1']];
  const fetch = createGuardedFetch({
    allowHosts: [`rebound.test:${server.port}`],
    lookup: (hostname, options, callback) => {
      const stub = lookupStub({ 'rebound.test': answers.shift() ?? [] });
      stub.lookup(hostname, options, callback);
    },
  });

  // The first name is opened on the server's port only, so the second look-up has to be public.
  await expect(fetch(`http://rebound.test:${server.port}/`)).rejects.toMatchObject({
    code: 'archive-failed',
    message: expect.stringContaining('Refused to connect to rebound.test'),
  });
  expect(answers).toEqual([]);
});

test('each connection is one look-up, and goes where that look-up said', async () => {
  await using server = await startServer((_request, response) => response.end('here'));
  const { lookup, asked } = lookupStub({ 'only-in-the-stub.test': ['127.0.0.1'] });
  const host = `only-in-the-stub.test:${server.port}`;

  const response = await createGuardedFetch({ lookup, allowHosts: [host] })(`http://${host}/`);

  expect(await readAll(response.body)).toBe('here');
  expect(asked).toEqual(['only-in-the-stub.test']);
});

test('five redirects are followed, a sixth is not', async () => {
  await using server = await startServer((request, response) => {
    const left = Number(request.url?.slice(1));
    if (left === 0) return response.end('there');
    return response.writeHead(301, { location: `/${left - 1}` }).end();
  });
  const fetch = createGuardedFetch({ allowHosts: [server.host] });

  const response = await fetch(`${server.origin}/5`);
  expect(response).toMatchObject({ status: 200, url: `${server.origin}/0` });
  expect(await readAll(response.body)).toBe('there');

  await expect(fetch(`${server.origin}/6`)).rejects.toMatchObject({
    code: 'archive-failed',
    message: expect.stringContaining('only 5 redirects'),
  });
});

test('a redirect loop ends', async () => {
  await using server = await startServer((request, response) => {
    response.writeHead(308, { location: request.url }).end();
  });

  const fetch = createGuardedFetch({ allowHosts: [server.host] });

  await expect(fetch(`${server.origin}/loop`)).rejects.toMatchObject({ code: 'archive-failed' });
  expect(server.connections()).toBe(6);
});

test('the headers of a request stop at the first redirect', async () => {
  const seen: unknown[] = [];
  await using server = await startServer(({ url, method, headers }, response) => {
    seen.push({ url, method, ...headers });
    if (url === '/') return response.writeHead(302, { location: '/next' }).end();
    return response.end();
  });
  const fetch = createGuardedFetch({ allowHosts: [server.host] });

  const response = await fetch(`${server.origin}/#fragment`, {
    headers: { Range: 'bytes=1-', 'if-range': '"a"', Accept: 'video/*' },
  });
  await response.body.cancel();

  const always = {
    method: 'GET',
    host: server.host,
    connection: 'close',
    'accept-encoding': 'identity',
  };
  expect(seen).toEqual([
    { ...always, url: '/', range: 'bytes=1-', 'if-range': '"a"', accept: 'video/*' },
    { ...always, url: '/next' },
  ]);
});

test.each([
  'authorization',
  'Authorization',
  'x-api-key',
  'cookie',
  'host',
  'proxy-authorization',
  'accept-encoding',
  'x-anything',
])('the header %s is never sent', async (name) => {
  await using server = await startServer((_request, response) => response.end());
  const fetch = createGuardedFetch({ allowHosts: [server.host] });

  const error = await rejectionOf(fetch(server.origin, { headers: { [name]: secret } }));

  expect(error).toMatchObject({ code: 'invalid-request' });
  expect(inspect(error)).not.toContain(secret);
  expect(server.connections()).toBe(0);
});

test('a header value cannot smuggle another header in', async () => {
  await using server = await startServer((_request, response) => response.end());
  const fetch = createGuardedFetch({ allowHosts: [server.host] });
  const headers = { range: 'bytes=0-\r\nauthorization: key' };

  await expect(fetch(server.origin, { headers })).rejects.toMatchObject({
    code: 'invalid-request',
  });
  expect(server.connections()).toBe(0);
});
