import { expect, test } from 'vitest';
import type { ErrorCode, Operation, Outcome } from '../../src/video-gateway-error.ts';
import { callOf, failureOf, json, setupClient } from './setup-client.ts';

/** Status, a submit's code and outcome, a poll's code. */
const statuses: readonly (readonly [number, ErrorCode, Outcome, ErrorCode])[] = [
  [300, 'invalid-response', 'unknown', 'invalid-response'],
  [301, 'invalid-response', 'unknown', 'invalid-response'],
  [302, 'invalid-response', 'unknown', 'invalid-response'],
  [303, 'invalid-response', 'unknown', 'invalid-response'],
  [307, 'invalid-response', 'unknown', 'invalid-response'],
  [308, 'invalid-response', 'unknown', 'invalid-response'],
  [400, 'invalid-request', 'rejected', 'invalid-request'],
  [401, 'authentication', 'rejected', 'authentication'],
  [402, 'insufficient-balance', 'rejected', 'insufficient-balance'],
  [403, 'unsupported', 'rejected', 'unsupported'],
  [404, 'unsupported', 'rejected', 'not-found'],
  [405, 'unsupported', 'rejected', 'unsupported'],
  [408, 'timeout', 'unknown', 'timeout'],
  [409, 'idempotency-conflict', 'unknown', 'idempotency-conflict'],
  [410, 'unsupported', 'rejected', 'not-found'],
  [413, 'invalid-request', 'rejected', 'invalid-request'],
  [415, 'unsupported', 'rejected', 'unsupported'],
  [422, 'invalid-request', 'rejected', 'invalid-request'],
  [425, 'rate-limited', 'rejected', 'rate-limited'],
  [429, 'rate-limited', 'rejected', 'rate-limited'],
  [451, 'unsupported', 'rejected', 'unsupported'],
  [500, 'unavailable', 'unknown', 'unavailable'],
  [501, 'unavailable', 'unknown', 'unavailable'],
  [502, 'unavailable', 'unknown', 'unavailable'],
  [503, 'unavailable', 'unknown', 'unavailable'],
  [504, 'unavailable', 'unknown', 'unavailable'],
  [520, 'unavailable', 'unknown', 'unavailable'],
  [521, 'unavailable', 'rejected', 'unavailable'],
  [522, 'unavailable', 'unknown', 'unavailable'],
  [523, 'unavailable', 'rejected', 'unavailable'],
  [524, 'unavailable', 'unknown', 'unavailable'],
  [525, 'unavailable', 'rejected', 'unavailable'],
  [526, 'unavailable', 'rejected', 'unavailable'],
  [599, 'unavailable', 'unknown', 'unavailable'],
];

const bodies = [
  ['JSON', { taskId: 'task-1' }],
  ['no JSON', undefined],
] as const;

const answer = (status: number, body: unknown): Response =>
  body === undefined
    ? new Response('<html>sorry</html>', {
        status,
        headers: { 'content-type': 'text/html; charset=utf-8' },
      })
    : json(body, { status });

test.each(statuses.flatMap((row) => bodies.map((body) => [...row, ...body] as const)))(
  '%i is %s, %s to a submit and %s to a poll, whatever its body (%s)',
  async (status, code, outcome, pollCode, _kind, body) => {
    const { client, seen } = setupClient(() => answer(status, body));
    const submit = await failureOf(client.send(callOf('submit')));
    expect(submit).toMatchObject({ code, outcome, status, provider: 'acme', operation: 'submit' });
    expect(submit.charged).toBe(outcome === 'rejected' ? 'no' : 'unknown');
    const poll = await failureOf(client.send(callOf('poll', { taskId: 'task-1' })));
    expect(poll).toMatchObject({ code: pollCode, outcome: 'accepted', status, taskId: 'task-1' });
    const balance = await failureOf(client.send(callOf('balance')));
    expect(balance).toMatchObject({ outcome: 'rejected', charged: 'no' });
    expect(seen).toHaveLength(3);
  },
);

test.each<readonly [Operation, Outcome]>([
  ['submit', 'unknown'],
  ['look-up', 'unknown'],
  ['poll', 'accepted'],
  ['balance', 'rejected'],
  ['prices', 'rejected'],
  ['upload', 'rejected'],
])('a failed %s is %s about money', async (operation, outcome) => {
  const { client } = setupClient(() => answer(500, undefined));
  expect((await failureOf(client.send(callOf(operation)))).outcome).toBe(outcome);
});

test('a 5xx that the vendor documents as no task is a refusal, for that status only', async () => {
  const traits = { rejectedStatuses: [{ status: 503, source: 'https://acme.example/docs' }] };
  for (const [status, outcome] of [
    [503, 'rejected'],
    [502, 'unknown'],
  ] as const) {
    const { client } = setupClient(() => answer(status, {}), { traits });
    expect(await failureOf(client.send(callOf('submit')))).toMatchObject({
      code: 'unavailable',
      outcome,
    });
  }
});

test.each([
  ['an empty body', ''],
  ['no JSON', '<html>'],
  ['half a JSON', '{"taskId": "task-'],
  ['null', 'null'],
  ['a list', '[]'],
  ['a string', '"task-1"'],
  ['no task', '{}'],
  ['a task of null', '{"taskId": null}'],
  ['a task that is a number', '{"taskId": 42}'],
])('a 200 with %s is unreadable, and to a submit unknown', async (_what, body) => {
  const { client, seen } = setupClient(() => new Response(body, { status: 200 }));
  expect(await failureOf(client.send(callOf('submit')))).toMatchObject({
    code: 'invalid-response',
    outcome: 'unknown',
    charged: 'unknown',
    status: 200,
  });
  expect(await failureOf(client.send(callOf('poll')))).toMatchObject({
    code: 'invalid-response',
    outcome: 'accepted',
  });
  expect(seen).toHaveLength(2);
});

test('a 204 is unreadable', async () => {
  const { client } = setupClient(() => new Response(null, { status: 204 }));
  expect(await failureOf(client.send(callOf('submit')))).toMatchObject({
    code: 'invalid-response',
    outcome: 'unknown',
  });
});

test('what is read is returned, and more is ignored', async () => {
  const { client } = setupClient(() =>
    json({ taskId: 'task-1', more: 1 }, { headers: { 'x-request-id': 'r-1' } }),
  );
  const { body, requestId } = await client.send(callOf('submit'));
  expect(body).toEqual({ taskId: 'task-1' });
  expect(requestId).toBe('r-1');
});

test.each([
  ['a byte order mark', '\u{feff}{"taskId":"task-1"}'],
  ['blank lines around it', '\n\n{"taskId":"task-1"}\n'],
])('a body with %s is read', async (_what, text) => {
  const { client } = setupClient(() => new Response(text));
  expect((await client.send(callOf('submit'))).body).toEqual({ taskId: 'task-1' });
});

test('an error envelope on HTTP 200 is a failure with the status it names', async () => {
  const { client } = setupClient(() => json({ code: 402, msg: 'no credits' }), {
    toFault: ({ body }) =>
      typeof body === 'object' && body !== null && 'code' in body
        ? { status: 402, message: 'no credits' }
        : undefined,
  });
  expect(await failureOf(client.send(callOf('submit')))).toMatchObject({
    code: 'insufficient-balance',
    outcome: 'rejected',
    status: 402,
    message: 'acme answered 402 to submit: no credits',
  });
});

test('an error envelope on HTTP 200 that names no status proves nothing', async () => {
  const { client } = setupClient(() => json({ oops: true }), {
    toFault: () => ({ code: 'content-rejected' }),
  });
  expect(await failureOf(client.send(callOf('submit')))).toMatchObject({
    code: 'content-rejected',
    outcome: 'unknown',
  });
});

test('the word of a vendor goes before the meaning of its status', async () => {
  const { client } = setupClient(() => json({}, { status: 400 }), {
    toFault: () => ({ code: 'content-rejected', message: 'nsfw', reshaped: true }),
  });
  expect(await failureOf(client.send(callOf('submit')))).toMatchObject({
    code: 'content-rejected',
    outcome: 'rejected',
    status: 400,
    reshaped: true,
  });
});

test('an answer without a word is described by its type', async () => {
  const { client } = setupClient(() => answer(502, undefined));
  expect((await failureOf(client.send(callOf('submit')))).message).toBe(
    'acme answered 502 to submit: (text/html)',
  );
});

test.each([302, 307, 308])('a %i is not followed', async (status) => {
  const { client, seen } = setupClient(
    () => new Response(null, { status, headers: { location: 'https://elsewhere.example/' } }),
  );
  const error = await failureOf(client.send(callOf('submit')));
  expect(error).toMatchObject({ code: 'invalid-response', outcome: 'unknown', status });
  expect(seen.map(({ url }) => url)).toEqual(['https://api.acme.example/v1/tasks']);
});

const now = Date.UTC(2026, 10, 21);

test.each<readonly [string, number | undefined]>([
  ['0', 0],
  ['7', 7_000],
  ['1.5', 1_500],
  [' 3 ', 3_000],
  [new Date(now + 90_000).toUTCString(), 90_000],
  [new Date(now - 90_000).toUTCString(), 0],
  ['', undefined],
  ['-1', undefined],
  ['soon', undefined],
  ['NaN', undefined],
  ['Infinity', undefined],
  ['in 5 minutes', undefined],
])('Retry-After "%s" is %s ms', async (header, retryAfterMs) => {
  const { client, clock } = setupClient(() =>
    json({}, { status: 429, headers: { 'retry-after': header } }),
  );
  const error = await failureOf(client.send(callOf('submit'), { clock }));
  expect(error.code).toBe('rate-limited');
  expect(error.retryAfterMs).toBe(retryAfterMs);
});

test('an answer without Retry-After names no wait', async () => {
  const { client } = setupClient(() => json({}, { status: 429 }));
  expect(await failureOf(client.send(callOf('submit')))).not.toHaveProperty('retryAfterMs');
});

test('a long vendor text is cut and stays on one line', async () => {
  const { client } = setupClient(() => json({}, { status: 400 }), {
    toFault: () => ({ message: `line one\n\tline two ${'x'.repeat(5_000)}` }),
  });
  const { message } = await failureOf(client.send(callOf('submit')));
  expect(message).toMatch(/line one line two x+…$/);
  expect(message.length).toBeLessThanOrEqual(300);
});
