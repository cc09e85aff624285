import { sqliteLedger } from '../../src/sqlite/index.ts';
import { VideoGatewayError } from '../../src/video-gateway-error.ts';
import { makeJob } from '../make-job.ts';

/**
 * One of several processes on one ledger: makes jobs of its own, and changes a job that all share.
 *
 * Called with the file, its own name, and how often.
 */
const [file = '', name = '', count = '0'] = process.argv.slice(2);
const ledger = sqliteLedger(file);

async function create(id: string): Promise<void> {
  await ledger.commit({ job: makeJob({ id, version: 1 }), events: [] });
}

/** Adds one to the version of the shared job, however often others are faster. */
async function countOne(): Promise<void> {
  for (;;) {
    const job = await ledger.load('shared');
    if (job === undefined) throw new Error('The shared job is missing.');
    const event = { type: 'attempt-progressed', at: 1, attemptId: 'x', vendorState: name } as const;
    try {
      await ledger.commit({ job: { ...job, version: job.version + 1 }, events: [event] });
      return;
    } catch (error) {
      if (!VideoGatewayError.isInstance(error) || error.code !== 'ledger-conflict') throw error;
    }
  }
}

await create('shared').catch((error: unknown) => {
  if (!VideoGatewayError.isInstance(error) || error.code !== 'ledger-conflict') throw error;
});
for (let n = 0; n < Number(count); n += 1) {
  await Promise.all([create(`${name}-${n}`), countOne()]);
}
await ledger.close();
