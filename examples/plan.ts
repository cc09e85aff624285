import { createGateway, formatUsd, memoryLedger } from '@vidgate/core';
import { createAimlapi } from '@vidgate/provider-aimlapi';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';

await using gateway = createGateway({
  providers: [createApixo(), createApiframe({ usdPerCredit: 0.018 }), createAimlapi()],
  ledger: memoryLedger(),
});

// Spends nothing and asks nobody, so it needs no key.
const plan = await gateway.plan({
  prompt: 'dawn breaks over the ridge',
  duration: 10,
  cfgScale: 0.55,
});
for (const { provider, quote, why, adaptations } of plan.candidates) {
  const price = quote.usdMicros === undefined ? 'unknown' : formatUsd(quote.usdMicros);
  console.log(`${provider}: ${price} (${quote.certainty}, ${quote.asOf}): ${why}`);
  for (const { field, requested, applied, reason } of adaptations) {
    console.log(`  ${field} ${requested} would be sent as ${applied}: ${reason}`);
  }
}
for (const { provider, reason, message } of plan.excluded) {
  console.log(`${provider} is left out (${reason}): ${message}`);
}
