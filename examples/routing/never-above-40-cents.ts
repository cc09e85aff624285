import { createGateway, VideoGatewayError } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { createAimlapi } from '@vidgate/provider-aimlapi';
import { createApixo } from '@vidgate/provider-apixo';

await using gateway = createGateway({
  providers: [createApixo(), createAimlapi()],
  ledger: sqliteLedger('vidgate.db'),
  // For one job, all its attempts together. A price that is not known is left out as well.
  routing: { maxUsd: 0.4 },
});

const request = { prompt: 'dawn breaks over the ridge', duration: 5 };
const { candidates, excluded } = await gateway.plan(request);
for (const { provider, why } of candidates) console.log(`${provider}: ${why}`);
for (const { provider, reason, message } of excluded) {
  console.log(`${provider} is left out (${reason}): ${message}`);
}

try {
  await gateway.submit({ ...request, duration: 10 });
} catch (error) {
  // Refused before anything is recorded or sent.
  if (!VideoGatewayError.isInstance(error)) throw error;
  console.log(`${error.code}: ${error.message}`);
}
