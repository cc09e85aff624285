import { createGateway } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { createAimlapi } from '@vidgate/provider-aimlapi';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';

// Keys come from APIXO_API_KEY, APIFRAME_API_KEY and AIMLAPI_API_KEY.
await using gateway = createGateway({
  providers: [createApixo(), createApiframe(), createAimlapi()],
  ledger: sqliteLedger('vidgate.db'),
  routing: { sort: 'price', maxUsd: 0.5 },
});

const video = await gateway.generate({
  prompt: 'dawn breaks over the ridge',
  startFrame: 'https://example.com/night.png',
  endFrame: 'https://example.com/day.jpg',
  duration: 5,
  cfgScale: 0.5,
});
await video.save('ridge.mp4');
