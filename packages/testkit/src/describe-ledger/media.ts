import { expect, test } from 'vitest';
import type { LedgerHarness } from './ledger-harness.ts';
import { changeOf, creationOf, openLedger, openTwice } from './ledger-rig.ts';
import { jobInState, newJob, sampleMedia } from './sample-jobs.ts';

/** Image bytes are kept as long as a job may need them, and no longer. */
export function describeMedia(harness: LedgerHarness): void {
  test('media are kept byte for byte', async () => {
    const [ledger, other] = await openTwice(harness);
    // A part of a larger buffer, as files read into a pool are.
    const pool = Uint8Array.from({ length: 64 }, (_, n) => n);
    const part = { ...sampleMedia('m1'), bytes: pool.subarray(8, 24) };
    const large = { ...sampleMedia('m2'), bytes: new Uint8Array(1_000_000).fill(0xff) };
    await ledger.commit(creationOf(newJob('job-1'), [part, sampleMedia('m3'), large]));
    for (const media of [part, sampleMedia('m3'), large]) {
      const found = await other.find('media', { sha256: media.sha256 });
      expect(found?.mediaType).toBe('image/png');
      expect(Buffer.from(found?.bytes ?? []).equals(media.bytes)).toBe(true);
    }
  });

  test.each(['submitting', 'running', 'held'] as const)(
    'media of a job that is %s are kept',
    async (state) => {
      const ledger = await openLedger(harness);
      await ledger.commit(creationOf(newJob('job-1'), [sampleMedia('m1')]));
      const job = { ...jobInState(state, 'job-1'), version: 2 };
      await ledger.commit({ job, events: [] });
      expect(await ledger.find('media', { sha256: 'm1' })).toEqual(sampleMedia('m1'));
    },
  );

  test.each(['succeeded', 'failed', 'canceled'] as const)(
    'media go when the last job that uses them has %s',
    async (end) => {
      const [ledger, other] = await openTwice(harness);
      const media = [sampleMedia('m1'), sampleMedia('m2')];
      await ledger.commit(creationOf(newJob('job-1'), media));
      await other.commit(creationOf(newJob('job-2'), [...media.slice(0, 1), ...media]));
      await ledger.commit(creationOf(newJob('job-3'), [sampleMedia('m3')]));
      const finish = async (id: string): Promise<void> => {
        await other.commit({ job: { ...jobInState(end, id), version: 2 }, events: [] });
      };
      await finish('job-1');
      expect(await ledger.find('media', { sha256: 'm1' })).toEqual(sampleMedia('m1'));
      await finish('job-2');
      expect(await ledger.find('media', { sha256: 'm1' })).toBeUndefined();
      expect(await ledger.find('media', { sha256: 'm2' })).toBeUndefined();
      expect(await ledger.find('media', { sha256: 'm3' })).toEqual(sampleMedia('m3'));
    },
  );

  test('media that went come back with a job that brings them again', async () => {
    const ledger = await openLedger(harness);
    await ledger.commit(creationOf(newJob('job-1'), [sampleMedia('m1')]));
    await ledger.commit({ job: { ...jobInState('failed', 'job-1'), version: 2 }, events: [] });
    await ledger.commit(creationOf(newJob('job-2'), [sampleMedia('m1')]));
    expect(await ledger.find('media', { sha256: 'm1' })).toEqual(sampleMedia('m1'));
  });

  test('media that come with a later change are kept too', async () => {
    const ledger = await openLedger(harness);
    const job = newJob('job-1');
    await ledger.commit(creationOf(job));
    await ledger.commit({ ...changeOf(job), media: [sampleMedia('m1')] });
    expect(await ledger.find('media', { sha256: 'm1' })).toEqual(sampleMedia('m1'));
  });
}
