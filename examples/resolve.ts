import { createGateway } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { createApixo } from '@vidgate/provider-apixo';

await using gateway = createGateway({
  providers: [createApixo()],
  ledger: sqliteLedger('vidgate.db'),
});

const { jobs } = await gateway.jobs({ states: ['held'] });
for (const job of jobs) {
  if (job.state !== 'held') continue;
  console.log(job.id, job.heldReason, job.error.message);
  // The dashboard shows no task for it, so it may be submitted again.
  await gateway.resolve(job.id, { action: 'no-task' });
}
console.log(`${jobs.length} held`);
