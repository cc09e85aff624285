import type { GatewaySettings } from '@vidgate/core';
import { createGateway, memoryLedger, systemPorts, VideoGatewayError } from '@vidgate/core';
import { createTestClock, fakeProvider } from '@vidgate/testkit';
import { expect, test } from 'vitest';
import { probeResultLifetime } from '../src/doctor/probe-result-lifetime.ts';

type GuardedFetch = NonNullable<NonNullable<GatewaySettings['download']>['fetch']>;

const hourMs = 3_600_000;

/** A ledger with one video, some hours later. */
async function setup(hours: number, answer: () => number) {
  const clock = createTestClock();
  const provider = fakeProvider({ clock });
  const ledger = memoryLedger();
  const ports = { ...systemPorts, ...clock };
  const gateway = createGateway({ providers: [provider], ledger, ports });
  await gateway.submit({ prompt: 'dawn' });
  await clock.advance(60_000);
  const asked: unknown[] = [];
  const fetchFile: GuardedFetch = async (url, options) => {
    asked.push([String(url), options?.headers]);
    const body = new Response('a byte').body ?? new ReadableStream();
    return { status: answer(), headers: new Headers(), url: String(url), body };
  };
  const probe = (id: string) =>
    probeResultLifetime({
      provider: id,
      ledger,
      download: { fetch: fetchFile },
      now: clock.now() + hours * hourMs,
      signal: new AbortController().signal,
    });
  return { probe, asked, url: `https://fake.invalid/${provider.tasks[0]?.id}.mp4` };
}

test('a video that is still there is told with its age', async () => {
  const { probe, asked, url } = await setup(30, () => 206);
  expect(await probe('fake')).toMatchObject({
    state: 'good',
    answer: expect.stringMatching(/^yes: that of job \S+, made 30 hours ago/),
  });
  expect(asked).toEqual([[url, { range: 'bytes=0-0' }]]);
});

test.each([403, 404, 410])('one that is gone (HTTP %i) is a reason to archive', async (status) => {
  const { probe } = await setup(30, () => status);
  const finding = await probe('fake');
  expect(finding).toMatchObject({ setting: { path: ['archive'], value: 'videos' } });
  expect(finding.answer).toMatch(/^no: .* is gone$/);
});

test.each([
  ['HTTP 500', () => 500],
  [
    'the host is out of reach',
    () => {
      throw new VideoGatewayError({
        code: 'archive-failed',
        message: 'the host is out of reach',
      });
    },
  ],
])('%s settles nothing', async (said, answer) => {
  const { probe } = await setup(30, answer);
  expect(await probe('fake')).toMatchObject({
    state: 'unknown',
    answer: expect.stringContaining(said),
  });
});

test.each([
  ['a video of today', 20, 'fake'],
  ['one of somebody else', 30, 'other'],
])('%s is not asked for, and the answer says so', async (_, hours, provider) => {
  const { probe, asked } = await setup(hours, () => 206);
  expect(await probe(provider)).toMatchObject({
    state: 'unknown',
    answer: expect.stringContaining('not asked: the ledger has no video'),
  });
  expect(asked).toEqual([]);
});
