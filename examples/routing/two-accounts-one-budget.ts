import { createGateway, formatUsd, VideoGatewayError } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { createApixo } from '@vidgate/provider-apixo';

await using gateway = createGateway({
  providers: [
    createApixo({ id: 'apixo-films', apiKey: () => process.env['APIXO_FILMS_KEY'] ?? '' }),
    createApixo({ id: 'apixo-shop', apiKey: () => process.env['APIXO_SHOP_KEY'] ?? '' }),
  ],
  ledger: sqliteLedger('vidgate.db'),
  // In a UTC day, for all providers, jobs and processes on this ledger together.
  budget: { perDayUsd: 0.6 },
});

const since = new Date().setUTCHours(0, 0, 0, 0);
for (const account of ['apixo-films', 'apixo-shop', 'apixo-films']) {
  try {
    const request = { prompt: 'dawn breaks over the ridge' };
    const { id } = await gateway.submit(request, { routing: { order: [account] } });
    console.log(account, (await gateway.wait(id)).state);
  } catch (error) {
    if (!VideoGatewayError.isInstance(error)) throw error;
    console.log(account, error.code);
  }
}
for (const { key, attempts, usdMicros } of await gateway.spend({ since, by: 'provider' })) {
  console.log(`${key}: ${attempts} attempt for ${formatUsd(usdMicros)}`);
}
