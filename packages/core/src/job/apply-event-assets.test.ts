import { expect, test } from 'vitest';
import { stages } from '../../test/job-stages.ts';
import { makeError, makeJob } from '../../test/make-job.ts';
import { applyEvent } from './apply-event.ts';

const assets = [
  { url: 'https://cdn.invalid/1.mp4', mediaType: 'video/mp4', expiresAt: 90_000 },
  { url: 'https://cdn.invalid/2.mp4' },
];
const job = makeJob({ ...stages['running, its video there'], assets });
const archived = { location: '/archive/1.mp4', bytes: 9, sha256: 'a1', mediaType: 'video/mp4' };
const at = 70_000;

test('a copy is noted with its file and no other', () => {
  expect(applyEvent(job, { type: 'asset-archived', at, index: 1, archived }).assets).toEqual([
    assets[0],
    { ...assets[1], archived },
  ]);
});

test('fresh addresses replace the old ones, and what else is known of the files stays', () => {
  const kept = applyEvent(job, { type: 'asset-archived', at, index: 0, archived });
  const fresh = [{ url: 'https://cdn.invalid/1.mp4?again' }];
  expect(applyEvent(kept, { type: 'assets-refreshed', at, assets: fresh }).assets).toEqual([
    { ...assets[0], archived, url: 'https://cdn.invalid/1.mp4?again' },
    assets[1],
  ]);
});

test('a copy that is not to be had is told, and the addresses stay', () => {
  const error = makeError('asset-expired');
  expect(applyEvent(job, { type: 'archive-given-up', at, error })).toMatchObject({
    archiveError: error,
    assets,
  });
});

test('who takes a job is its owner', () => {
  expect(applyEvent(stages.running, { type: 'job-taken', at, owner: 'next' })).toEqual({
    ...stages.running,
    cost: { estimatedUsdMicros: 300_000 },
    owner: 'next',
    updatedAt: at,
  });
});
