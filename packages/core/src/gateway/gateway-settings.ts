import type { AssetArchive } from '../asset-archive.ts';
import type { ResultDownloadSettings } from '../download-results.ts';
import type {
  BudgetSettings,
  GatewayUpdate,
  JobUpdate,
  LivePriceSettings,
  Staging,
} from '../engine/engine-context.ts';
import type { UnknownSubmitPolicy } from '../job/job-facts.ts';
import type { PollingSettings } from '../job/poll-schedule.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Ports } from '../ports.ts';
import type { VideoProvider } from '../provider.ts';
import type { Assumptions } from '../routing/assumption.ts';
import type { RoutingSettings } from '../routing/routing-settings.ts';
import { findRoutingProblems } from '../routing/routing-settings.ts';
import { dayMs } from '../time.ts';

/** Settings of `createGateway`. */
export interface GatewaySettings {
  /** Who can be asked. Among equal prices the earlier one is asked first. */
  readonly providers: readonly VideoProvider[];
  /** Where jobs are kept. `memoryLedger()` forgets paid videos when the process ends. */
  readonly ledger: Ledger;
  /** How a provider is chosen; a request may refine it. @default { sort: 'price' } */
  readonly routing?: RoutingSettings | undefined;
  /**
   * `adapt` rounds cfg to a vendor's step and leaves the ratio out where a start frame decides it,
   * and says so; `strict` leaves such a provider out. @default 'adapt'
   */
  readonly fit?: 'adapt' | 'strict' | undefined;
  /**
   * Whether a prompt or picture that one vendor's moderation refused is tried at others. @default 'stop'
   */
  readonly onContentRejected?: 'stop' | 'try-others' | undefined;
  /**
   * What follows when nothing could settle a submit in doubt. `hold` waits for a person or for late
   * evidence. `{ resubmit }` pays another provider, never the one in doubt, within two allowances; if
   * both then deliver, the second video is kept as a job of its own.
   *
   * @default 'hold'
   */
  readonly onUnknownSubmit?: UnknownSubmitPolicy | undefined;
  /** How tasks are followed. @default the hints of each offer */
  readonly polling?: PollingSettings | undefined;
  /**
   * How long a submit in doubt is settled by itself (a replay where that is free, a look-up where
   * that is possible) before its job is held, in milliseconds. @default 900_000
   */
  readonly reconcileForMs?: number | undefined;
  /**
   * Puts frames that are given as bytes at a public URL, for vendors that take nothing else.
   * @default the upload of the first provider that has one
   */
  readonly staging?: Staging | undefined;
  /**
   * Where `handleWebhook` is mounted, as vendors reach it: a public https address. Vendors that can
   * then report the end of a task, and polls become a slow backstop.
   *
   * @default none: tasks are polled
   */
  readonly webhooks?: { readonly baseUrl: string } | undefined;
  /**
   * Keeps finished files: a job then ends when its files are copied. `archiveToDirectory` of
   * `@vidgate/core/download` is one.
   *
   * @default none: files stay at their vendors, which delete them after a day or so
   */
  readonly archive?: AssetArchive | undefined;
  /**
   * How long finished jobs are kept, in milliseconds; at least a day (86_400_000), because budgets
   * are added up from them. What is forgotten is gone from `jobs`, `spend` and `video`, and its
   * idempotency key is free again. Files in an archive stay.
   *
   * @default for ever
   */
  readonly keepFinishedForMs?: number | undefined;
  /** How results are downloaded, and from where they may come. */
  readonly download?: ResultDownloadSettings | undefined;
  /**
   * How often this process tells its ledger that it is alive, in milliseconds. Where it was not
   * heard of for three times as long, other processes on the ledger take over its jobs. The same in
   * all processes of a ledger.
   *
   * @default 5_000
   */
  readonly heartbeatMs?: number | undefined;
  /**
   * Whether this process drives its jobs. With `false` something else calls `advance`. @default true
   */
  readonly drive?: boolean | undefined;
  /**
   * What all jobs together may cost. An amount is set aside in the same commit as the intent to spend
   * it, so two requests at once cannot both take the last dollar. @default no limit
   */
  readonly budget?: BudgetSettings | undefined;
  /**
   * Whether prices that vendors publish are read (a free call twice in `maxAgeMs`) and go before the
   * prices that an adapter knows. Prices in a provider's `models` setting go before both.
   *
   * @default { maxAgeMs: 86_400_000 }
   */
  readonly livePrices?: LivePriceSettings | undefined;
  /**
   * Under which balance, in dollars, an account counts as low: the event `balance-low` tells of it.
   * One that cannot pay for a video is left out of its plan anyway. @default 5
   */
  readonly lowBalanceUsd?: number | undefined;
  /**
   * Whether what providers did before decides who is asked. With `ignored` nothing is remembered and
   * nothing of what others on the ledger remember counts: no breaker, pause, rest or balance leaves
   * anybody out, and nobody is likelier to succeed. For measuring providers against each other; a
   * vendor's `Retry-After` still holds for the job that was told.
   *
   * @default 'kept'
   */
  readonly health?: 'kept' | 'ignored' | undefined;
  /**
   * Hears of everything that happens to jobs and providers; `update.event.type` tells what. What it
   * throws becomes a process warning.
   */
  readonly onEvent?: ((update: GatewayUpdate) => void) | undefined;
  /** Time, randomness and ids. @default the system's */
  readonly ports?: Ports | undefined;
}

/** Options of one request. */
export interface SubmitOptions {
  /**
   * Makes a second call with the same key return the job of the first. The same key with another
   * request is an `idempotency-conflict`.
   */
  readonly idempotencyKey?: string | undefined;
  /** On top of the gateway's own routing, field by field. */
  readonly routing?: RoutingSettings | undefined;
  readonly fit?: 'adapt' | 'strict' | undefined;
}

/** Options of `plan`. */
export interface PlanOptions extends Omit<SubmitOptions, 'idempotencyKey'> {
  /** A drill: what would be if providers were down, full, resting and so on, by provider id. */
  readonly assume?: Assumptions | undefined;
}

/** Options of `generate`. */
export interface GenerateOptions extends SubmitOptions {
  /**
   * Detaches the caller: `generate` rejects with `aborted` and the `jobId`. The job goes on; no
   * signal ever reaches a paid submit.
   */
  readonly signal?: AbortSignal | undefined;
  /** Hears of everything that happens to the job. */
  readonly onProgress?: ((update: JobUpdate) => void) | undefined;
}

/** Budgets count from midnight UTC, so nothing of today may be gone. */
const shortestKeepMs = dayMs;

/** @throws {TypeError} naming the setting, its value and what is allowed */
export function checkGatewaySettings(settings: GatewaySettings): void {
  const { providers, ledger, routing = {}, fit, onContentRejected, reconcileForMs } = settings;
  if (!Array.isArray(providers) || providers.length === 0) {
    throw new TypeError('providers: at least one is needed, such as createApixo().');
  }
  const ids = providers.map(({ id }) => id);
  const double = ids.find((id, index) => ids.indexOf(id) !== index);
  if (double !== undefined) {
    throw new TypeError(`providers: two have the id "${double}"; give one of them another id.`);
  }
  if (typeof ledger?.commit !== 'function') {
    throw new TypeError(
      'ledger: needed; memoryLedger() is one, and forgets when the process ends.',
    );
  }
  const [problem] = findRoutingProblems(routing, ids);
  if (problem !== undefined) throw new TypeError(problem);
  requireOneOf('fit', fit, ['adapt', 'strict']);
  requireOneOf('health', settings.health, ['kept', 'ignored']);
  requireOneOf('onContentRejected', onContentRejected, ['stop', 'try-others']);
  requireMs('reconcileForMs', reconcileForMs);
  requireMs('heartbeatMs', settings.heartbeatMs);
  requireMs('keepFinishedForMs', settings.keepFinishedForMs, shortestKeepMs);
  checkUnknownSubmitPolicy(settings.onUnknownSubmit);
  checkBudget(settings.budget);
  if (settings.lowBalanceUsd !== undefined) requireUsd('lowBalanceUsd', settings.lowBalanceUsd);
  if (settings.livePrices !== undefined && settings.livePrices !== false) {
    requireMs('livePrices.maxAgeMs', settings.livePrices.maxAgeMs);
  }
  const baseUrl = settings.webhooks?.baseUrl;
  if (baseUrl !== undefined && !/^https?:$/.test(URL.parse(baseUrl)?.protocol ?? '')) {
    throw new TypeError(`webhooks.baseUrl: got "${baseUrl}"; allowed: an https URL.`);
  }
  for (const [name, value] of Object.entries(settings.polling ?? {})) {
    requireMs(`polling.${name}`, value);
  }
}

function requireOneOf(name: string, value: string | undefined, allowed: readonly string[]): void {
  if (value === undefined || allowed.includes(value)) return;
  throw new TypeError(`${name}: got "${value}"; allowed: ${allowed.join(', ')}.`);
}

function requireMs(name: string, value: number | undefined, least = 0): void {
  if (value === undefined || (Number.isFinite(value) && value >= least)) return;
  throw new TypeError(
    `${name}: got ${value}; allowed: a number of milliseconds of at least ${least}.`,
  );
}

function checkUnknownSubmitPolicy(policy: UnknownSubmitPolicy | undefined): void {
  if (policy === undefined || policy === 'hold') return;
  const name = 'onUnknownSubmit';
  if (typeof policy?.resubmit !== 'object') {
    const allowed = "'hold' or { resubmit: { maxExtraUsdPerJob, maxExtraUsdPerDay, afterMs? } }";
    throw new TypeError(`${name}: got ${JSON.stringify(policy)}; allowed: ${allowed}.`);
  }
  const { afterMs, maxExtraUsdPerJob, maxExtraUsdPerDay } = policy.resubmit;
  requireMs(`${name}.resubmit.afterMs`, afterMs);
  requireUsd(`${name}.resubmit.maxExtraUsdPerJob`, maxExtraUsdPerJob);
  requireUsd(`${name}.resubmit.maxExtraUsdPerDay`, maxExtraUsdPerDay);
}

function checkBudget({ perDayUsd, perDayUsdBy }: BudgetSettings = {}): void {
  if (perDayUsd !== undefined) requireUsd('budget.perDayUsd', perDayUsd);
  if (perDayUsdBy === undefined) return;
  const { key, usd, overrides = {} } = perDayUsdBy;
  if (typeof key !== 'string' || key === '') {
    throw new TypeError(`budget.perDayUsdBy.key: got ${key}; allowed: a key of metadata.`);
  }
  requireUsd('budget.perDayUsdBy.usd', usd);
  for (const [value, most] of Object.entries(overrides)) {
    requireUsd(`budget.perDayUsdBy.overrides["${value}"]`, most);
  }
}

function requireUsd(name: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return;
  throw new TypeError(`${name}: got ${value}; allowed: a number of dollars of at least 0.`);
}
