import { createGateway, memoryLedger } from '@vidgate/core';
import { createApixo } from '@vidgate/provider-apixo';

await using gateway = createGateway({ providers: [createApixo()], ledger: memoryLedger() });

// A second call with the same key returns the same job and pays nothing.
const { id } = await gateway.submit(
  { prompt: 'dawn breaks over the ridge', metadata: { customer: 'c-17' } },
  { idempotencyKey: 'order-4711' },
);
for await (const { event, job } of gateway.watch(id)) {
  console.log(job.state, event.type);
}
const job = await gateway.job(id);
console.log(job.state, job.cost, job.attempts.length);
