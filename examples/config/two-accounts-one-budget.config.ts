import { defineConfig } from '@vidgate/config';

export default defineConfig({
  providers: {
    'apixo-films': { use: 'apixo', apiKey: { env: 'APIXO_FILMS_KEY' } },
    'apixo-shop': { use: 'apixo', apiKey: { env: 'APIXO_SHOP_KEY' } },
  },
  // In a UTC day, for all providers, jobs and processes on this ledger together.
  budget: { perDayUsd: 0.6 },
});
