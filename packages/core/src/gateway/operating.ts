import type { EngineContext } from '../engine/engine-context.ts';
import { toOutlook } from '../engine/plan-job.ts';
import { toBreakerState } from '../health/breaker.ts';
import { findStanding } from '../health/find-standing.ts';
import type { Breaker, ProviderHealth } from '../health/provider-health.ts';
import type { DriftRow, SpendQuery, SpendRow } from '../ledger/ledger.ts';
import type { Exclusion } from '../routing/find-exclusion.ts';
import type { Outlook } from '../routing/outlook.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';

/** How a provider is, for people. */
export interface ProviderReport {
  readonly provider: string;
  readonly vendor: string;
  /** Why it gets no work of any model right now; absent where it does. */
  readonly standing?: Exclusion | undefined;
  readonly models: readonly ModelReport[];
  /** What was on the account when that was last read. */
  readonly balance?: ProviderHealth['balance'];
  /** What its vendor published when that was last read. */
  readonly prices?: ProviderHealth['prices'];
}

/** How one of a provider's models does. */
export interface ModelReport extends Outlook {
  readonly model: string;
  /** Why it gets no work right now; absent where it does. */
  readonly standing?: Exclusion | undefined;
  readonly breaker?: (Breaker & { readonly state: ReturnType<typeof toBreakerState> }) | undefined;
}

/** How a person takes a provider out. */
export interface RestOptions {
  /** For how long, in milliseconds. @default until `restore` */
  readonly forMs?: number | undefined;
  /** Shown wherever the provider is left out. */
  readonly why?: string | undefined;
}

/** The part of a gateway that is for those who run it. */
export interface GatewayOperations {
  /** How each provider is: what stands against it, its odds, its balance. Asks no vendor. */
  health(): Promise<readonly ProviderReport[]>;
  /** Gives a provider no new work, in all processes on the ledger. @throws {VideoGatewayError} `invalid-request` */
  rest(provider: string, options?: RestOptions): Promise<void>;
  /** Forgets whatever stands against a provider. @throws {VideoGatewayError} `invalid-request` */
  restore(provider: string): Promise<void>;
  /** What attempts have cost or may have, from the ledger; as far back as it keeps jobs. */
  spend(query: SpendQuery): Promise<readonly SpendRow[]>;
  /** What vendors charged, against what was quoted, for attempts since a time. */
  priceDrift(query: { readonly since: number }): Promise<readonly DriftRow[]>;
}

export function createOperations(context: EngineContext): GatewayOperations {
  const { health, ledger, ports, providers } = context;
  const requireProvider = (id: string): void => {
    if (providers.has(id)) return;
    const message = `provider: got "${id}"; configured: ${[...providers.keys()].join(', ')}`;
    throw new VideoGatewayError({ code: 'invalid-request', message });
  };
  return {
    async health() {
      await context.lookAround();
      return [...providers.keys()].map((id) => report(id, context));
    },
    async rest(id, { forMs, why = 'A person has taken it out.' } = {}) {
      requireProvider(id);
      const since = ports.now();
      const until = forMs === undefined ? {} : { until: since + forMs };
      await health.rest(id, { reason: 'by-hand', message: `${id} rests: ${why}`, since, ...until });
    },
    async restore(id) {
      requireProvider(id);
      await context.health.records.read();
      await health.restore(id);
    },
    spend: (query) => ledger.find('spend', checkSince(query)),
    priceDrift: (query) => ledger.find('drift', checkSince(query)),
  };
}

function report(id: string, context: EngineContext): ProviderReport {
  const { health, providers, ports } = context;
  const now = ports.now();
  const known = health.records.get(id);
  const { balance, prices, breakers, ...general } = known;
  const standing = findStanding({ ...general, breakers: {} }, '', true, now);
  const { vendor = id, offers = [] } = providers.get(id) ?? {};
  return {
    provider: id,
    vendor,
    models: offers.map(({ model, latency }) => {
      const breaker = breakers[model];
      const canCheck = health.canCheck(id);
      const state = breaker && toBreakerState(breaker, canCheck, now);
      const here = findStanding(known, model, canCheck, now);
      return {
        model,
        ...toOutlook(id, model, latency[0]?.duration ?? 5, context, now),
        ...(here === undefined ? {} : { standing: here }),
        ...(breaker === undefined || state === undefined ? {} : { breaker: { ...breaker, state } }),
      };
    }),
    ...(standing === undefined ? {} : { standing }),
    ...(balance === undefined ? {} : { balance }),
    ...(prices === undefined ? {} : { prices }),
  };
}

function checkSince<Query extends { readonly since: number }>(query: Query): Query {
  if (Number.isFinite(query.since)) return query;
  const message = `since: got ${query.since}; allowed: milliseconds since the epoch`;
  throw new VideoGatewayError({ code: 'invalid-request', message });
}
