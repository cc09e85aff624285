import type { GatewayUpdate, HeldReason, Resolution, RestReason } from '@vidgate/core';
import { createGateway } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';

interface Help {
  readonly first: string;
  readonly calls: readonly Resolution['action'][];
}

const heldHelp: Readonly<Record<HeldReason, Help>> = {
  'outcome-unknown': {
    first: "look in the provider's dashboard whether there is a task",
    calls: ['adopt', 'no-task'],
  },
  stalled: {
    first: 'see whether the vendor still works on it',
    calls: ['keep-waiting', 'abandon'],
  },
  'task-not-found': { first: 'ask the vendor for it', calls: ['resubmit', 'abandon'] },
  'provider-missing': { first: 'configure the provider again', calls: ['keep-waiting'] },
  corrupt: { first: 'restore the ledger from a copy', calls: [] },
};

const restHelp: Readonly<Record<RestReason, string>> = {
  authentication: 'give it a key that works',
  'insufficient-balance': 'add money to its account',
  'by-hand': 'ask who has taken it out',
};

/** What somebody has to do something about, in words for a chat; nothing for all other events. */
export function toAlert({ event, job }: GatewayUpdate): string | undefined {
  switch (event.type) {
    case 'job-held': {
      const { first, calls } = heldHelp[event.reason];
      const texts = calls.map((action) => {
        const taskId = action === 'adopt' ? ", taskId: '…'" : '';
        return `gateway.resolve('${job?.id}', { action: '${action}'${taskId} })`;
      });
      const head = `Job ${job?.id} is held at ${event.error.provider}: ${event.reason}.`;
      return [head, `First: ${first}.`, ...texts].join('\n');
    }
    case 'provider-rested': {
      const { provider, reason } = event;
      const head = `${provider} gets no jobs: ${reason}.`;
      return [head, `First: ${restHelp[reason]}.`, `gateway.restore('${provider}')`].join('\n');
    }
    default:
      return undefined;
  }
}

await using gateway = createGateway({
  providers: [createApixo(), createApiframe()],
  ledger: sqliteLedger('vidgate.db'),
  routing: { order: ['apixo'] },
  onEvent(update) {
    const alert = toAlert(update);
    // Send it to whoever is on duty. It has ids and no prompt, so it may leave the house.
    if (alert !== undefined) console.log(alert);
  },
});

const { id } = await gateway.submit({ prompt: 'dawn breaks over the ridge' });
await gateway.wait(id);
