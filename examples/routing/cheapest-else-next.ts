import { createGateway } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { createAimlapi } from '@vidgate/provider-aimlapi';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';

await using gateway = createGateway({
  providers: [createApixo(), createApiframe(), createAimlapi()],
  ledger: sqliteLedger('vidgate.db'),
  // This is the default, too.
  routing: { sort: 'price' },
});

const { id } = await gateway.submit({ prompt: 'dawn breaks over the ridge' });
const job = await gateway.wait(id);
for (const { provider, state, why } of job.attempts) console.log(`${provider} ${state}: ${why}`);
console.log(job.state, job.cost);
