import type { Outcome, ProviderCallOptions, VideoProvider } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import { createAimlapi } from '@vidgate/provider-aimlapi';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';
import { createTestClock } from '@vidgate/testkit';
import { beforeAll, expect, test } from 'vitest';
import { listenBare } from '../http/loopback.ts';
import type { HugeAnswer } from './huge-answer.ts';
import { hugeAnswers, hugeBytes, serveHuge } from './huge-answer.ts';
import { measureMemory } from './memory-peak.ts';

const adapters = { apixo: createApixo, apiframe: createApiframe, aimlapi: createAimlapi } as const;
const apiKey = 'key-of-a-test-0123456789';
const model = 'kling-2.5-turbo-pro';
const prepare = (provider: VideoProvider) =>
  provider.prepare(
    { model, prompt: 'dawn', duration: 5, metadata: {}, providerOptions: {} },
    { attemptId: 'attempt-1' },
  );

type Call = (provider: VideoProvider, options: ProviderCallOptions) => Promise<unknown> | undefined;

/** What is asked of a vendor, and what a failure then says of the money. */
const calls: readonly (readonly [string, Outcome, Call])[] = [
  ['submit', 'unknown', (provider, options) => provider.submit(prepare(provider), options)],
  [
    'poll',
    'accepted',
    (provider, options) => provider.poll(provider.taskFromId('t-1', model), options),
  ],
  ['balance', 'rejected', (provider, options) => provider.account?.balance?.(options)],
  [
    'look-up',
    'unknown',
    (provider, options) =>
      provider.findTask?.({ attemptId: 'attempt-1', model, submittedAt: 0 }, options),
  ],
];

const rows = Object.entries(adapters).flatMap(([name, create]) =>
  calls
    .filter(([operation]) => operation !== 'look-up' || create({ apiKey }).findTask !== undefined)
    .flatMap(([operation, outcome, call]) =>
      // The keys of a literal are its own; Object.keys forgets which.
      (Object.keys(hugeAnswers) as HugeAnswer[]).flatMap((answer) =>
        [200, 500].map((status) => ({ name, operation, answer, status, create, outcome, call })),
      ),
    ),
);

const codes: Readonly<Partial<Record<HugeAnswer, Readonly<Record<number, string>>>>> = {
  'of 50 MB that calls itself 40 bytes': { 200: 'invalid-response', 500: 'unavailable' },
  'of 40 bytes that calls itself 50 MB': { 200: 'network', 500: 'network' },
  'that drips for ever': { 200: 'timeout', 500: 'timeout' },
};

const most = 20_000_000;

test.each(rows)(
  '$name: a $operation with an answer $answer (HTTP $status) ends, takes little memory and closes',
  async ({ answer, status, create, outcome, call, operation }) => {
    await using server = await serveHuge(answer, status);
    const clock = createTestClock();
    const provider = create({ apiKey, baseUrl: server.url });
    let error: unknown;
    const { heldBytes, residentBytes } = await measureMemory(async () => {
      const ending = call(provider, { clock })?.catch((thrown: unknown) => thrown);
      if (answer === 'that drips for ever') {
        await server.dripping;
        await clock.advance(60_000);
      }
      error = await ending;
    });
    const code = codes[answer]?.[status] ?? 'invalid-response';
    expect(VideoGatewayError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ code, outcome, operation });
    expect(heldBytes).toBeLessThan(most);
    expect(residentBytes).toBeLessThan(most);
    await server.closed;
    expect(server.requests()).toBe(1);
    expect(clock.pending).toBe(0);
  },
);

// What is loaded and compiled with the first request of a process is no part of any answer.
beforeAll(async () => {
  await using server = await serveHuge('of 50 MB', 200);
  const provider = createApixo({ apiKey, baseUrl: server.url });
  await provider.submit(prepare(provider)).catch(() => {});
  await server.closed;
});

test('the same memory is seen where nothing bounds an answer', async () => {
  await using server = await serveHuge('of 50 MB', 200);
  const { heldBytes } = await measureMemory(async () => {
    const response = await fetch(server.url);
    expect((await response.text()).length).toBeGreaterThan(hugeBytes);
  });
  expect(heldBytes).toBeGreaterThan(most);
});

test.each(Object.entries(adapters))(
  '%s: a submit whose answer is all headers is in doubt',
  async (_name, create) => {
    const { promise: closed, resolve: onClose } = Promise.withResolvers<void>();
    await using server = await listenBare((socket) => {
      const header = `x-more: ${'x'.repeat(1_000)}\r\n`;
      const write = (): void => {
        while (!socket.destroyed && socket.write(header));
      };
      socket.once('close', () => onClose());
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\n');
        socket.on('drain', write);
        write();
      });
    });
    const provider = create({ apiKey, baseUrl: server.url });
    let error: unknown;
    const { heldBytes } = await measureMemory(async () => {
      error = await provider
        .submit(prepare(provider), { clock: createTestClock() })
        .catch((thrown: unknown) => thrown);
    });
    expect(error).toMatchObject({ code: 'network', outcome: 'unknown', charged: 'unknown' });
    expect(heldBytes).toBeLessThan(most);
    await closed;
  },
);
