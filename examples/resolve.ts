import { createGateway } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { createApixo } from '@vidgate/provider-apixo';

await using gateway = createGateway({
  providers: [createApixo()],
  ledger: sqliteLedger('vidgate.db'),
});

const { jobs } = await gateway.jobs({ states: ['held'] });
for (const job of jobs) {
  if (job.state === 'held') console.log(job.id, job.heldReason, job.error.message);
}
console.log(`${jobs.length} held`);

// For one job that is held as `outcome-unknown`, after a look at the vendor's dashboard:
const [jobId, taskId] = process.argv.slice(2);
if (jobId !== undefined) {
  await gateway.resolve(
    jobId,
    taskId === undefined ? { action: 'no-task' } : { action: 'adopt', taskId },
  );
}
