import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeJob } from '../../test/make-job.ts';
import { jobSchema } from '../job/job.ts';
import type { VideoRequest } from '../request/video-request.ts';
import type { Excluded } from '../routing/plan.ts';
import { createJob, refuseHopeless, toFingerprint } from './create-job.ts';

const { request } = makeJob();

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

const json = fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 3 }), {
  maxKeys: 5,
});

test('a fingerprint does not depend on the order of keys, at any depth', async () => {
  await fc.assert(
    fc.asyncProperty(json, async (options) => {
      // JSON of any shape, as a caller's options are; only its order differs.
      const one = { ...request, providerOptions: { a: options } } as VideoRequest;
      const other = reversed(one) as VideoRequest;
      expect(await toFingerprint(other)).toBe(await toFingerprint(one));
    }),
  );
});

test('a member that is undefined does not change a fingerprint', async () => {
  expect(await toFingerprint({ ...request, cfgScale: undefined })).toBe(
    await toFingerprint(request),
  );
});

test.each<readonly [string, Partial<VideoRequest>]>([
  ['another prompt', { prompt: 'dusk' }],
  ['another duration', { duration: 10 }],
  ['another ratio', { aspectRatio: '9:16' }],
  ['a cfg scale of 0', { cfgScale: 0 }],
  ['other metadata', { metadata: { user: 'ada' } }],
  ['a list in another order', { providerOptions: { a: { list: [2, 1] } } }],
  ['the same list', { providerOptions: { a: { list: [1, 2] } } }],
  ['an index as a key', { providerOptions: { a: { list: { 0: 1, 1: 2 } } } }],
  ['a frame', { startFrame: { url: 'https://example.com/a.png' } }],
  ['other bytes', { startFrame: { sha256: 'b2', mediaType: 'image/png', byteLength: 1 } }],
])('%s makes another fingerprint', async (_what, change) => {
  const all = await Promise.all(
    [request, { ...request, providerOptions: { a: { list: [1, 2, 3] } } }].map(toFingerprint),
  );
  expect(all).not.toContain(await toFingerprint({ ...request, ...change }));
});

test('a new job is queued, has cost nothing anybody knows of, and can be kept', async () => {
  const given = {
    id: 'job-9',
    request,
    routing: { maxUsd: 1 },
    fit: 'strict',
    idempotencyKey: undefined,
    now: 7,
  } as const;
  const job = await createJob(given);
  expect(job).toMatchObject({
    id: 'job-9',
    version: 0,
    state: 'queued',
    routing: { maxUsd: 1 },
    fit: 'strict',
    cost: {},
    createdAt: 7,
    updatedAt: 7,
    queuedSince: 7,
  });
  expect(job).not.toHaveProperty('idempotencyKey');
  expect(jobSchema.parse(JSON.parse(JSON.stringify(job)))).toEqual(job);
  expect((await createJob({ ...given, idempotencyKey: '' })).idempotencyKey).toBe('');
});

const gone: Excluded = { provider: 'a', reason: 'ignored', message: 'A.' };
const resting: Excluded = { provider: 'b', reason: 'resting', message: 'B.', until: 5 };
const restingLong: Excluded = { ...resting, until: 11 };
/** Until then a job waits. */
const deadline = 10;
const dear: Excluded = { provider: 'c', reason: 'above-max-price', message: 'C.' };

test.each([
  ['nobody', [], 'no-provider', 'No provider can take this request. '],
  ['nobody for good', [gone], 'no-provider', 'No provider can take this request. [ignored] A.'],
  [
    'nobody before its deadline',
    [gone, restingLong],
    'no-provider',
    'No provider can take this request. [ignored] A. [resting] B.',
  ],
  [
    'nobody for the money',
    [gone, dear],
    'budget-exceeded',
    'No provider can take this request. [ignored] A. [above-max-price] C.',
  ],
])('a plan of %s is refused', (_what, excluded, code, message) => {
  expect(() => refuseHopeless({ candidates: [], excluded }, deadline)).toThrow(
    expect.objectContaining({ code, message, outcome: 'rejected', charged: 'no' }),
  );
});

test('a plan that lacks only who is out for now is not refused', () => {
  expect(() =>
    refuseHopeless({ candidates: [], excluded: [gone, resting] }, deadline),
  ).not.toThrow();
});
