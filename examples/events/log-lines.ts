import type { GatewayUpdate } from '@vidgate/core';
import { createGateway } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { createAimlapi } from '@vidgate/provider-aimlapi';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';

/**
 * An event as a line for a log: ids, codes and amounts, and nothing else. No messages, because they
 * quote vendors, and vendors quote prompts; no job as a whole, because it has prompts and URLs.
 */
export function toLogLine({ event, job }: GatewayUpdate): Readonly<Record<string, unknown>> {
  const attemptId = 'attemptId' in event ? event.attemptId : undefined;
  const attempt = job?.attempts.find(({ id }) => id === attemptId);
  const plan = 'plan' in event ? event.plan : undefined;
  return {
    time: new Date(event.at).toISOString(),
    level: toLevel(event.type),
    event: event.type,
    job: job?.id,
    state: job?.state,
    provider: 'provider' in event ? event.provider : attempt?.provider,
    task: attempt?.task?.id,
    estimatedUsdMicros: attempt?.quote.usdMicros,
    chargedUsdMicros: attempt?.cost?.usdMicros,
    code: 'error' in event ? event.error.code : undefined,
    charged: 'error' in event ? event.error.charged : undefined,
    reason: 'reason' in event ? event.reason : undefined,
    until: 'until' in event && event.until ? new Date(event.until).toISOString() : undefined,
    candidates: plan?.candidates.map(({ provider }) => provider),
    excluded: plan?.excluded.map(({ provider, reason }) => `${provider} ${reason}`),
  };
}

function toLevel(type: GatewayUpdate['event']['type']): 'info' | 'warn' | 'error' {
  switch (type) {
    case 'job-held':
    case 'provider-rested':
      return 'error';
    case 'attempt-rejected':
    case 'attempt-unknown':
    case 'attempt-failed':
    case 'attempt-recovered':
    case 'job-failed':
    case 'breaker-opened':
    case 'balance-low':
      return 'warn';
    default:
      return 'info';
  }
}

await using gateway = createGateway({
  providers: [createApixo(), createApiframe(), createAimlapi()],
  ledger: sqliteLedger('vidgate.db'),
  onEvent: (update) => console.log(JSON.stringify(toLogLine(update))),
});

const { id } = await gateway.submit({ prompt: 'dawn breaks over the ridge' });
await gateway.wait(id);
