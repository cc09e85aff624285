import { createGateway, memoryLedger } from '@vidgate/core';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';

await using gateway = createGateway({
  providers: [createApixo(), createApiframe()],
  // Nothing is submitted here; jobs that are paid for belong into `sqliteLedger('vidgate.db')`.
  ledger: memoryLedger(),
  routing: { weights: { apixo: 80, apiframe: 20 } },
});

// The job's id decides, so a job keeps its draw. A plan has no job yet and draws anew each time.
const drawn = new Map<string, number>();
for (let count = 0; count < 200; count += 1) {
  const { candidates } = await gateway.plan({ prompt: 'dawn breaks over the ridge' });
  const first = candidates[0]?.provider ?? 'nobody';
  drawn.set(first, (drawn.get(first) ?? 0) + 1);
}
for (const [provider, count] of drawn) console.log(provider, count);
