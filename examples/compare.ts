import { compareProviders, writeReports } from '@vidgate/compare';
import { formatUsd } from '@vidgate/core';
import { createAimlapi } from '@vidgate/provider-aimlapi';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';

const folder = 'comparison';
const run = await compareProviders({
  requests: [
    { id: 'text', prompt: 'dawn breaks over the ridge' },
    {
      id: 'frames',
      prompt: 'dawn breaks over the ridge',
      startFrame: 'https://example.com/night.png',
      endFrame: 'https://example.com/day.jpg',
    },
  ],
  providers: [createApixo(), createApiframe(), createAimlapi()],
  repeats: 2,
  maxUsd: 5,
  folder,
  confirm({ samples, usdMicros }) {
    console.log(`${samples} samples for ${formatUsd(usdMicros)}`);
    return true;
  },
});

const { providers } = await writeReports(run, { folder });
for (const { provider, succeeded, samples } of providers) {
  console.log(`${provider}: ${succeeded} of ${samples}`);
}
for (const { requestId, provider, message } of run.leftOut) {
  console.log(`${provider} was not asked for ${requestId}: ${message}`);
}
