import { createGateway } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';

await using gateway = createGateway({
  providers: [createApixo(), createApiframe()],
  ledger: sqliteLedger('vidgate.db'),
  routing: { order: ['apixo'] },
  onUnknownSubmit: {
    resubmit: {
      // The default is 15 minutes. A vendor that can be asked about a lost submit gets those anyway.
      afterMs: 60_000,
      // One more video for a job, and ten or so in a UTC day; beyond that, jobs are held.
      maxExtraUsdPerJob: 0.3,
      maxExtraUsdPerDay: 3,
    },
  },
});

const { id } = await gateway.submit({ prompt: 'dawn breaks over the ridge' });
const job = await gateway.wait(id);
for (const { provider, state, abandonedBy } of job.attempts) {
  console.log(provider, state, abandonedBy ?? '');
}
console.log(job.state, job.cost);
