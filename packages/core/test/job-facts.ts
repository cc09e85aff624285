import type { JobFacts, JobMemory, JobPolicy } from '../src/job/job-facts.ts';
import type { ProviderTraits } from '../src/provider.ts';
import type { Candidate, Plan } from '../src/routing/plan.ts';

export const plainTraits: ProviderTraits = {
  idempotentSubmit: false,
  webhooks: 'none',
  failedTasksCharged: 'no',
  reportsCost: false,
  frameSources: ['url', 'bytes'],
  rejectedStatuses: [],
  limits: {},
};

export function candidate(provider: string, change: Partial<Candidate> = {}): Candidate {
  return {
    provider,
    model: 'kling-2.5-turbo-pro',
    quote: { usdMicros: 300_000, certainty: 'exact' },
    adaptations: [],
    needsStaging: false,
    why: 'the cheapest',
    ...change,
  };
}

export interface FactsChange {
  readonly traits?: Partial<ProviderTraits>;
  readonly canFindTasks?: boolean;
  readonly configured?: readonly string[];
  readonly policy?: Partial<JobPolicy>;
  readonly memory?: Partial<JobMemory>;
  readonly plan?: Plan;
}

/** Facts of a gateway with the providers a and b, of which b is planned next. */
export function makeFacts(change: FactsChange = {}): JobFacts {
  const { configured = ['a', 'b'], canFindTasks = false } = change;
  const provider = {
    traits: { ...plainTraits, ...change.traits },
    canFindTasks,
    latency: () => undefined,
  };
  return {
    providers: new Map(configured.map((id) => [id, provider])),
    policy: {
      onContentRejected: 'stop',
      polling: {},
      reconcileForMs: 900_000,
      onUnknownSubmit: 'hold',
      maxWaitMs: 600_000,
      ...change.policy,
    },
    memory: { poll: { failures: 0 }, ...change.memory },
    plan: () => change.plan ?? { candidates: [candidate('b')], excluded: [] },
  };
}
