import { createGateway } from '@vidgate/core';
import { archiveToDirectory } from '@vidgate/core/download';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { createAimlapi } from '@vidgate/provider-aimlapi';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';

await using gateway = createGateway({
  providers: [createApixo(), createApiframe(), createAimlapi()],
  ledger: sqliteLedger('vidgate.db'),
  archive: archiveToDirectory('videos'),
});

// Once at start: goes on with what an earlier process left behind.
const resumed = await gateway.resume();
console.log(`${resumed} jobs resumed`);

const { id } = await gateway.submit(
  { prompt: 'dawn breaks over the ridge' },
  { idempotencyKey: 'order-4711' },
);
const job = await gateway.wait(id);
console.log(job.state, job.assets[0]?.archived?.mediaType);
