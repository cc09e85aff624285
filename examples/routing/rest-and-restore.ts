import { createGateway } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';

await using gateway = createGateway({
  providers: [createApixo(), createApiframe()],
  ledger: sqliteLedger('vidgate.db'),
});

// Its running tasks are followed; it only gets no new ones, in any process on this ledger.
await gateway.rest('apixo', { forMs: 3_600_000, why: 'Its route is being changed.' });
for (const { provider, standing, models } of await gateway.health()) {
  const odds = models.map(({ model, odds }) => `${model} ${Math.round(odds * 100)} %`).join();
  console.log(`${provider}: ${standing?.message ?? 'gets jobs'} (${odds})`);
}
await gateway.restore('apixo');
