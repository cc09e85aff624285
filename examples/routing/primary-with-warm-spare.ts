import { createGateway } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';

await using gateway = createGateway({
  providers: [createApixo(), createApiframe()],
  ledger: sqliteLedger('vidgate.db'),
  routing: {
    // Whatever the prices: APIXO, and the others only where it cannot take the job.
    order: ['apixo'],
    // Where it is only full or asks to wait, the spare gets the job at once.
    patienceMs: 0,
  },
});

const { id } = await gateway.submit({ prompt: 'dawn breaks over the ridge' });
const job = await gateway.wait(id);
for (const { provider, state, why } of job.attempts) console.log(`${provider} ${state}: ${why}`);
console.log(job.state, job.cost);
