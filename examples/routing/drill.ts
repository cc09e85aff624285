import { createGateway, memoryLedger } from '@vidgate/core';
import { createAimlapi } from '@vidgate/provider-aimlapi';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';

await using gateway = createGateway({
  providers: [createApixo(), createApiframe(), createAimlapi()],
  ledger: memoryLedger(),
});

const request = { prompt: 'dawn breaks over the ridge', duration: 10 };
const plan = await gateway.plan(request, {
  assume: { apixo: 'down', apiframe: 'rate-limited' },
});
for (const { provider, why } of plan.candidates) console.log(`${provider}: ${why}`);
for (const { provider, reason } of plan.excluded) console.log(`${provider}: ${reason}`);
