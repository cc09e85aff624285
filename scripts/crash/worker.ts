// One of the processes of a crash run: submits its share of jobs, drives whatever is nobody's, and
// may be killed between any two instructions.
import { createServer } from 'node:http';
import type { VideoProvider } from '@vidgate/core';
import { createGateway, VideoGatewayError } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { createAimlapi } from '@vidgate/provider-aimlapi';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';
import { toRequest } from '../../examples/webhooks/to-request.ts';
import type { WorkerSettings } from './messages.ts';
import { workerSettingsSchema } from './messages.ts';

const settings = workerSettingsSchema.parse(JSON.parse(process.argv[2] ?? '{}'));
const ledger = sqliteLedger(settings.file);
const providers = createProviders(settings);
const gateway = createGateway({
  ledger,
  providers,
  polling: { firstDelayMs: 200, intervalMs: 200, maxIntervalMs: 1_000 },
  reconcileForMs: 8_000,
  // Breakers open for up to six minutes here, for faults never end; a job that has nobody else is over sooner.
  routing: { maxWaitMs: 30_000 },
  heartbeatMs: 200,
  webhooks: { baseUrl: settings.webhooks },
});

const server = createServer((incoming, outgoing) => {
  void gateway.handleWebhook(toRequest(incoming)).then(
    ({ status }) => outgoing.writeHead(status).end(),
    () => outgoing.writeHead(503).end(),
  );
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.send?.({ type: 'worker-ready', port: address?.port });
});

if (settings.bug === 'submit-after-crash') await submitAgain();
await gateway.resume();
let next = settings.first;
await Promise.all(Array.from({ length: 8 }, submitShare));

async function submitShare(): Promise<void> {
  while (next <= settings.last) {
    const key = `job-${next}`;
    next += 1;
    await gateway.submit({ prompt: `${key}: dawn over the ridge` }, { idempotencyKey: key });
  }
}

/** The planted bug of a worker that sends again what it finds unanswered. */
async function submitAgain(): Promise<void> {
  const { jobs } = await ledger.find('jobs', { states: ['submitting'], limit: 1_000 });
  for (const { attempts } of jobs) {
    const attempt = attempts.at(-1);
    const provider = providers.find(({ id }) => id === attempt?.provider);
    if (attempt?.state === 'submitting') await provider?.submit(attempt.prepared).catch(() => {});
  }
}

function createProviders({ baseUrls, keys, bug }: WorkerSettings): readonly VideoProvider[] {
  const of = (vendor: string) => ({
    apiKey: keys[vendor] ?? '',
    baseUrl: baseUrls[vendor],
    timeoutMs: 1_500,
  });
  const made = [
    createApixo(of('apixo')),
    createApiframe({ ...of('apiframe'), usdPerCredit: 0.075 }),
    createAimlapi({ ...of('aimlapi'), models: { 'kling-2.5-turbo-pro': { prices: { 5: 0.3 } } } }),
  ];
  return bug === 'retry-on-time-out' ? made.map(withRetry) : made;
}

/** The planted bug of an adapter that submits once more when it has heard nothing. */
function withRetry(provider: VideoProvider): VideoProvider {
  return {
    ...provider,
    async submit(prepared, options) {
      try {
        return await provider.submit(prepared, options);
      } catch (error) {
        const inDoubt = VideoGatewayError.isInstance(error) && error.outcome === 'unknown';
        if (!inDoubt) throw error;
        return await provider.submit(prepared, options);
      }
    },
  };
}
