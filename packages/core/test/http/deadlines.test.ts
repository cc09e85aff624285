import { expect, test } from 'vitest';
import { createVendorClient } from '../../src/http/vendor-client.ts';
import { Secret } from '../../src/secret.ts';
import { listenBare, listenHttp } from './loopback.ts';
import { callOf, failureOf, json, key, setupClient } from './setup-client.ts';

const never = <T>(): Promise<T> => new Promise<T>(() => {});
const hangs = (request: Request): Promise<Response> =>
  new Promise((_resolve, reject) => {
    request.signal.addEventListener('abort', () => reject(request.signal.reason), { once: true });
  });

/** A body that begins and never ends; says when it was canceled. */
function endless() {
  const state = { canceled: false };
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"taskId":')),
    cancel: () => {
      state.canceled = true;
    },
  });
  return { body, state };
}

const slow = {
  'before the headers': () => hangs,
  'before the headers, though the connection is deaf to signals': () => () => never<Response>(),
  'in the body': () => () => new Response(endless().body),
};

test.each(Object.entries(slow))(
  'a time-out %s is exact, and leaves a submit in doubt',
  async (_when, make) => {
    const { client, clock, seen } = setupClient(make(), { timeoutMs: 45_000 });
    let ended = false;
    const failure = failureOf(client.send(callOf('submit'), { clock })).finally(() => {
      ended = true;
    });
    await clock.advance(44_999);
    expect(ended).toBe(false);
    await clock.advance(1);
    expect(await failure).toMatchObject({
      code: 'timeout',
      outcome: 'unknown',
      charged: 'unknown',
      message: 'acme gave no answer to submit within 45000 ms',
    });
    expect(seen).toHaveLength(1);
    expect(clock.pending).toBe(0);
  },
);

test.each([
  ['poll', 'accepted'],
  ['look-up', 'unknown'],
  ['balance', 'rejected'],
] as const)('a %s that times out is %s', async (operation, outcome) => {
  const { client, clock } = setupClient(hangs);
  const failure = failureOf(client.send(callOf(operation), { clock }));
  await clock.advance(60_000);
  expect(await failure).toMatchObject({ code: 'timeout', outcome });
});

test('a key that never comes is a time-out before anything was sent', async () => {
  const { client, clock, seen } = setupClient(() => json({}), { apiKey: () => never<Secret>() });
  const failure = failureOf(client.send(callOf('submit'), { clock }));
  await clock.advance(60_000);
  expect(await failure).toMatchObject({ code: 'timeout', outcome: 'rejected', charged: 'no' });
  expect(seen).toEqual([]);
});

test('a key that comes too late sends nothing any more', async () => {
  const { promise, resolve } = Promise.withResolvers<Secret>();
  const { client, clock, seen } = setupClient(() => json({}), { apiKey: () => promise });
  const failure = failureOf(client.send(callOf('submit'), { clock }));
  await clock.advance(60_000);
  resolve(new Secret(key));
  await failure;
  await clock.advance(60_000);
  expect(seen).toEqual([]);
});

test('an abort beforehand sends nothing', async () => {
  const { client, clock, seen } = setupClient(() => json({ taskId: 'task-1' }));
  const failure = failureOf(client.send(callOf('submit'), { clock, signal: AbortSignal.abort() }));
  expect(await failure).toMatchObject({
    code: 'aborted',
    outcome: 'rejected',
    charged: 'no',
    message: 'acme submit was aborted',
  });
  expect(seen).toEqual([]);
  expect(clock.pending).toBe(0);
});

test('an abort while the key is fetched sends nothing', async () => {
  const { client, clock, seen } = setupClient(() => json({}), { apiKey: () => never<Secret>() });
  const caller = new AbortController();
  const failure = failureOf(client.send(callOf('submit'), { clock, signal: caller.signal }));
  await clock.advance(1);
  caller.abort();
  expect(await failure).toMatchObject({ code: 'aborted', outcome: 'rejected' });
  expect(seen).toEqual([]);
});

test.each(Object.entries(slow))('an abort %s leaves a submit in doubt', async (_when, make) => {
  const { client, clock, seen } = setupClient(make());
  const caller = new AbortController();
  const failure = failureOf(client.send(callOf('submit'), { clock, signal: caller.signal }));
  await clock.advance(1);
  caller.abort(new Error(`my reason ${key}`));
  const error = await failure;
  expect(error).toMatchObject({ code: 'aborted', outcome: 'unknown' });
  expect(JSON.stringify(error)).not.toContain('my reason');
  expect(seen).toHaveLength(1);
  expect(clock.pending).toBe(0);
});

test('an abort after the answer changes nothing', async () => {
  const { client, clock } = setupClient(() => json({ taskId: 'task-1' }));
  const caller = new AbortController();
  const reply = await client.send(callOf('submit'), { clock, signal: caller.signal });
  caller.abort();
  expect(reply.body).toEqual({ taskId: 'task-1' });
});

test('a time-out lets go of the body', async () => {
  const { body, state } = endless();
  const { client, clock } = setupClient(() => new Response(body));
  const failure = failureOf(client.send(callOf('submit'), { clock }));
  await clock.advance(60_000);
  await failure;
  await clock.advance(1);
  expect(state.canceled).toBe(true);
});

test('a time-out over a real connection closes it', async () => {
  const { promise: arrived, resolve: onArrival } = Promise.withResolvers<void>();
  const { promise: closed, resolve: onClose } = Promise.withResolvers<void>();
  await using server = await listenBare((socket) => {
    socket.once('data', () => onArrival());
    socket.once('close', () => onClose());
  });
  const { client, clock } = setupClient(() => json({}), { baseUrl: server.url, fetch: undefined });
  const failure = failureOf(client.send(callOf('submit'), { clock }));
  await arrived;
  await clock.advance(60_000);
  expect(await failure).toMatchObject({ code: 'timeout', outcome: 'unknown' });
  await closed;
});

const mebibyte = 1024 * 1024;

function hugeBody(): {
  readonly body: ReadableStream<Uint8Array>;
  readonly pulled: () => number;
  readonly canceled: () => boolean;
} {
  const chunk = new Uint8Array(64 * 1024).fill(0x20);
  let pulled = 0;
  let canceled = false;
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        pulled += chunk.length;
        controller.enqueue(chunk);
      },
      cancel: () => {
        canceled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { body, pulled: () => pulled, canceled: () => canceled };
}

test.each([200, 500])(
  'a body without end on a %i is not read on after a mebibyte',
  async (status) => {
    const huge = hugeBody();
    const { client } = setupClient(() => new Response(huge.body, { status }));
    expect(await failureOf(client.send(callOf('submit')))).toMatchObject({
      code: 'invalid-response',
      outcome: 'unknown',
      message: 'acme answered submit with more than 1048576 bytes',
    });
    expect(huge.pulled()).toBeGreaterThan(mebibyte);
    expect(huge.pulled()).toBeLessThanOrEqual(mebibyte + 3 * 64 * 1024);
    expect(huge.canceled()).toBe(true);
  },
);

test('a body of exactly a mebibyte is read', async () => {
  const text = JSON.stringify({ taskId: 'task-1' }).padEnd(mebibyte, ' ');
  const { client } = setupClient(() => new Response(text));
  expect((await client.send(callOf('submit'))).body).toEqual({ taskId: 'task-1' });
});

test('a body without end over a real connection is cut off', async () => {
  const { promise: closed, resolve: onClose } = Promise.withResolvers<void>();
  await using server = await listenHttp((_request, response) => {
    const chunk = Buffer.alloc(64 * 1024, 0x20);
    const write = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', write).on('close', onClose);
    write();
  });
  const client = createVendorClient({
    provider: 'acme',
    baseUrl: server.url,
    apiKey: async () => new Secret(key),
    authorize: (value) => ({ authorization: value }),
    timeoutMs: 60_000,
    traits: { rejectedStatuses: [] },
    toFault: () => undefined,
  });
  expect(await failureOf(client.send(callOf('submit')))).toMatchObject({
    code: 'invalid-response',
    outcome: 'unknown',
  });
  await closed;
});
