import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { createApiKey } from '../../src/http/api-key.ts';
import { Secret } from '../../src/secret.ts';
import type { Answer } from './setup-client.ts';
import { callOf, failureOf, json, key, setupClient } from './setup-client.ts';

const encoded = encodeURIComponent(key);

/** The key in every form in which a text may carry it. */
const forms = [
  key,
  encoded,
  encoded.toLowerCase(),
  JSON.stringify(key).slice(1, -1),
  Buffer.from(key).toString('base64'),
  'sk-live',
];

function expectNoKey(error: unknown): void {
  const printed = [
    inspect(error, { depth: 9, showHidden: true }),
    JSON.stringify(error),
    String(error),
  ];
  if (error instanceof Error) printed.push(error.stack ?? '', inspect(error.cause, { depth: 9 }));
  for (const form of forms) expect(printed.join('\n')).not.toContain(form);
}

const saying = (message: string) => ({ toFault: () => ({ message }) });

const echoes: readonly (readonly [string, Answer, Parameters<typeof setupClient>[1]])[] = [
  ['in its text', () => json({}, { status: 401 }), saying(`bad key ${key}`)],
  ['URL-encoded in its text', () => json({}, { status: 401 }), saying(`bad key ${encoded}`)],
  [
    'URL-encoded in lower case',
    () => json({}, { status: 401 }),
    saying(`bad key ${encoded.replaceAll(/%../g, (hex) => hex.toLowerCase())}`),
  ],
  [
    'across the place where long texts are cut',
    () => json({}, { status: 401 }),
    saying('x'.repeat(260) + key),
  ],
  ['after a hundred others', () => json({}, { status: 400 }), saying(`${key} `.repeat(100))],
  [
    'in its request id',
    () => json({}, { status: 401, headers: { 'x-request-id': `r-${key}` } }),
    {},
  ],
  [
    'URL-encoded in its request id',
    () => json({}, { status: 401, headers: { 'x-request-id': `r-${encoded}` } }),
    {},
  ],
  [
    'in its type',
    () => new Response('x', { status: 401, headers: { 'content-type': `text/${key}` } }),
    {},
  ],
  [
    'in other headers',
    () =>
      json(
        {},
        {
          status: 401,
          headers: { authorization: key, location: `https://x.example/?k=${encoded}` },
        },
      ),
    {},
  ],
  ['in its status text', () => json({}, { status: 401, statusText: key }), {}],
  ['in the wait it asks for', () => json({}, { status: 429, headers: { 'retry-after': key } }), {}],
  ['in a body that is no JSON', () => new Response(`no JSON ${key}`), {}],
  ['in a body of another shape', () => json({ [key]: key, taskId: { [key]: 1 } }), {}],
  [
    'as a redirect',
    () =>
      new Response(null, { status: 307, headers: { location: `https://x.example/${encoded}` } }),
    {},
  ],
];

test.each(echoes)(
  'a vendor that echoes the key %s does not put it into our error',
  async (_where, answer, settings) => {
    const { client } = setupClient(answer, settings);
    expectNoKey(await failureOf(client.send(callOf('submit'))));
  },
);

test('what is left of an echo is said', async () => {
  const { client } = setupClient(
    () => json({}, { status: 401, headers: { 'x-request-id': `r-${key}-1` } }),
    saying(`bad key ${key}!`),
  );
  expect(await failureOf(client.send(callOf('submit')))).toMatchObject({
    message: 'acme answered 401 to submit: bad key [redacted]!',
    requestId: 'r-[redacted]-1',
  });
});

test('a request id that comes with a success is clean too: it is kept', async () => {
  const { client } = setupClient(() =>
    json({ taskId: 'task-1' }, { headers: { 'x-request-id': `r-${key}` } }),
  );
  expect((await client.send(callOf('submit'))).requestId).not.toContain(key);
});

test.each(['task', '1', 'T'])(
  'a task id that happens to hold the key "%s" is read as it is',
  async (short) => {
    const { client } = setupClient(() => json({ taskId: 'Task-task-1' }), {
      apiKey: async () => new Secret(short),
    });
    expect((await client.send(callOf('submit'))).body).toEqual({ taskId: 'Task-task-1' });
  },
);

test.each<readonly [string, unknown]>([
  [
    'an error that quotes the request',
    Object.assign(new Error(`fetch failed for Bearer ${key}`), {
      request: { headers: { authorization: key } },
    }),
  ],
  [
    'an error with a cause that does',
    new TypeError('fetch failed', {
      cause: Object.assign(new Error(key), { code: 'ECONNRESET', syscall: 'read', host: key }),
    }),
  ],
  ['an error whose code does', Object.assign(new Error('x'), { code: key, syscall: key })],
  [
    'an error with a known code and an odd call',
    Object.assign(new Error('x'), { code: 'EPIPE', syscall: key }),
  ],
  ['a string', key],
  ['an error that is its own cause', selfCaused()],
])('a fetch that throws %s does not put it into our error', async (_what, thrown) => {
  const { client } = setupClient(() => Promise.reject(thrown));
  const error = await failureOf(client.send(callOf('submit')));
  expect(error).toMatchObject({ code: 'network', outcome: 'unknown' });
  expectNoKey(error);
});

function selfCaused(): Error {
  const error = new Error(key);
  error.cause = error;
  return error;
}

test.each<readonly [string, unknown, string | undefined]>([
  ['a read', { code: 'ECONNRESET', syscall: 'read' }, 'read'],
  ['an unknown call', { code: 'ECONNRESET', syscall: 'exec' }, undefined],
  ['no call', { code: 'UND_ERR_SOCKET' }, undefined],
])('a system error of %s is named by its code and nothing else', async (_what, details, call) => {
  const cause = Object.assign(new Error(key), details);
  const { client } = setupClient(() => Promise.reject(new TypeError('fetch failed', { cause })));
  const error = await failureOf(client.send(callOf('submit')));
  expect(Object.keys(error.cause ?? {})).toEqual(call === undefined ? ['code'] : ['code', 'call']);
  expect(error.cause?.call).toBe(call);
});

test.each(['ECONNRESET', 'ETIMEDOUT'])(
  'a %s of connect itself means that nothing was sent',
  async (code) => {
    const cause = Object.assign(new Error('x'), { code, syscall: 'connect' });
    const { client } = setupClient(() => Promise.reject(new TypeError('fetch failed', { cause })));
    expect(await failureOf(client.send(callOf('submit')))).toMatchObject({
      outcome: 'rejected',
      charged: 'no',
    });
  },
);

const environmentVariable = 'VIDGATE_TEST_ACME_API_KEY';
type KeySetting = Parameters<typeof createApiKey>[0]['apiKey'];
const source = (apiKey: KeySetting) => ({ provider: 'acme', apiKey, environmentVariable });

test.each<readonly [string, unknown, RegExp]>([
  [
    'none',
    undefined,
    /^acme: no API key\. Set the environment variable VIDGATE_TEST_ACME_API_KEY, or the apiKey setting\.$/,
  ],
  ['an empty one', '', /no API key/],
  ['a blank one', ' \n', /no API key/],
  ['one with a line break', 'sk-live\n42', /characters that no HTTP header can carry/],
  ['one with a space', 'Bearer sk-live', /characters that no HTTP header can carry/],
  ['one with typographic quotes', '“sk-live”', /characters that no HTTP header can carry/],
  ['one with a zero-width space', 'sk-live\u200b', /characters that no HTTP header can carry/],
  ['a function that yields an empty one', () => '', /no API key/],
  [
    'a function that throws',
    () => {
      throw new Error('vault: sk-live');
    },
    /^acme: the apiKey function failed\.$/,
  ],
  [
    'a function that rejects',
    () => Promise.reject(new Error('vault: sk-live')),
    /^acme: the apiKey function failed\.$/,
  ],
  ['a function that yields nothing', () => undefined, /no API key/],
  ['a function that yields null', async () => null, /no API key/],
])(
  'with the key being %s, nothing is sent and the error says what to do',
  async (_what, apiKey, message) => {
    // JavaScript callers pass what the types forbid: a variable of the environment that is not set.
    const { client, seen } = setupClient(() => json({}), {
      apiKey: createApiKey(source(apiKey as KeySetting)),
    });
    const error = await failureOf(client.send(callOf('submit')));
    expect(error).toMatchObject({
      code: 'authentication',
      outcome: 'rejected',
      charged: 'no',
      provider: 'acme',
      message: expect.stringMatching(message),
    });
    expectNoKey(error);
    expect(seen).toEqual([]);
  },
);

test('the environment is read at the first request, not before', async () => {
  const read = createApiKey(source(undefined));
  await expect(read()).rejects.toMatchObject({ code: 'authentication' });
  process.env[environmentVariable] = '  key-of-later\n';
  try {
    expect((await read()).reveal()).toBe('key-of-later');
    process.env[environmentVariable] = 'another';
    expect((await read()).reveal()).toBe('key-of-later');
  } finally {
    delete process.env[environmentVariable];
  }
});

test('a key that is set goes before the environment', async () => {
  process.env[environmentVariable] = 'key-of-environment';
  try {
    expect((await createApiKey(source('key-of-setting'))()).reveal()).toBe('key-of-setting');
  } finally {
    delete process.env[environmentVariable];
  }
});

test('a function is asked anew each time', async () => {
  let turn = 0;
  const nextKey = (): string => {
    turn += 1;
    return `key-${turn}`;
  };
  const read = createApiKey(source(nextKey));
  expect([(await read()).reveal(), (await read()).reveal()]).toEqual(['key-1', 'key-2']);
});
