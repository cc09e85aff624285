import type { ArchiveFile, AssetArchive } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import { expect, test } from 'vitest';
import { setupGateway } from './setup-gateway.ts';

/** These archives read no URL; and nothing may be loaded while the virtual clock runs. */
const download = {
  fetch: async () => {
    throw new Error('not asked for');
  },
};

const request = { prompt: 'dawn breaks over the ridge' };

/** An archive whose next stores fail with these codes, one each. */
function fakeArchive(...failures: readonly ('asset-expired' | 'archive-failed')[]) {
  const asked: ArchiveFile[] = [];
  const archive: AssetArchive = {
    async store(file, { onProgress }) {
      const code = failures[asked.length];
      asked.push(file);
      if (code !== undefined) throw new VideoGatewayError({ code, message: code });
      onProgress({ bytes: 7, totalBytes: 7 });
      return { location: `kept/${file.jobId}`, bytes: 7, sha256: 'abc', mediaType: 'video/mp4' };
    },
  };
  return { archive, asked };
}

test('a job ends when its file is kept, and says where', async () => {
  const { archive, asked } = fakeArchive();
  const { gateway, clock, heard } = setupGateway((make) => [make({ id: 'only' })], {
    archive,
    download,
  });
  const { id } = await gateway.submit(request);
  await clock.advance(60_000);
  expect(await gateway.job(id)).toMatchObject({
    state: 'succeeded',
    asset: { archived: { location: `kept/${id}`, bytes: 7, sha256: 'abc' } },
  });
  expect(asked).toMatchObject([{ jobId: id, index: 0 }]);
  expect(heard().slice(-4)).toEqual([
    'attempt-succeeded',
    'archive-progress',
    'asset-archived',
    'job-succeeded',
  ]);
});

test('an archive that fails is tried again, and the video is not forgotten meanwhile', async () => {
  const { archive, asked } = fakeArchive('archive-failed', 'archive-failed');
  const { gateway, clock } = setupGateway((make) => [make({ id: 'only' })], { archive, download });
  const { id } = await gateway.submit(request);
  await clock.advance(31_000);
  expect(await gateway.job(id)).toMatchObject({ state: 'running', assets: [{}] });
  await clock.advance(60_000);
  expect((await gateway.job(id)).state).toBe('succeeded');
  expect(asked).toHaveLength(3);
});

test('a dead address is asked for anew', async () => {
  const { archive, asked } = fakeArchive('asset-expired');
  const { gateway, clock, providers } = setupGateway((make) => [make({ id: 'only' })], {
    archive,
    download,
  });
  const { id } = await gateway.submit(request);
  await clock.advance(31_000);
  const polls = providers[0]?.polls ?? 0;
  await clock.advance(60_000);
  expect((await gateway.job(id)).state).toBe('succeeded');
  expect(asked).toHaveLength(2);
  expect(polls).toBeGreaterThan(1);
});

test('after the vendor has deleted the file the job ends without a copy, and says so', async () => {
  const archive: AssetArchive = {
    store: async () => {
      throw new VideoGatewayError({ code: 'archive-failed', message: 'disk full' });
    },
  };
  const { gateway, clock } = setupGateway(
    (make) => [make({ id: 'only', traits: { resultLifetimeMs: 3_600_000 } })],
    { archive, download },
  );
  const { id } = await gateway.submit(request);
  await clock.advance(3_700_000);
  const job = await gateway.job(id);
  expect(job).toMatchObject({ state: 'succeeded', archiveError: { code: 'archive-failed' } });
  expect(job.assets[0]?.archived).toBeUndefined();
});

test('a canceled job whose task was followed keeps its file too', async () => {
  const { archive } = fakeArchive();
  const { gateway, clock } = setupGateway((make) => [make({ id: 'only' })], { archive, download });
  const { id } = await gateway.submit(request);
  await clock.advance(1_000);
  await gateway.cancel(id);
  await clock.advance(60_000);
  expect(await gateway.job(id)).toMatchObject({
    state: 'canceled',
    asset: { archived: { location: `kept/${id}` } },
  });
});
