import { createGateway } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';

export const gateway = createGateway({
  providers: [createApixo(), createApiframe()],
  ledger: sqliteLedger('vidgate.db'),
  webhooks: { baseUrl: 'https://videos.example.com/hooks' },
});
