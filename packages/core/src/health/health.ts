import type { Attempt, Job } from '../job/job.ts';
import type { JobEventType } from '../job/job-event.ts';
import type { OutcomeRow } from '../ledger/ledger.ts';
import type { Balance, ProviderTraits } from '../provider.ts';
import type { ErrorRecord } from '../video-gateway-error.ts';
import { afterSubmit } from './after-submit.ts';
import type { AnswerTime } from './answer-time.ts';
import { addAnswer, toSuspiciousMs } from './answer-time.ts';
import { isOpen, putBreaker, toBreakerState, tryBreaker } from './breaker.ts';
import type { Awaited } from './find-standing.ts';
import type { HealthRecords } from './keep-health.ts';
import type { ProviderHealth, RestReason } from './provider-health.ts';
import type { SuccessEstimate } from './success-estimate.ts';
import { addOutcomes, addTook, noEstimate } from './success-estimate.ts';
import { isOutOfOrder, toOutcome } from './to-outcome.ts';

/** What was submitted since a balance was read. */
interface Spent {
  readonly readAt: number;
  readonly submits: { readonly at: number; readonly usdMicros: number }[];
  totalUsdMicros: number;
}

/** How providers are: what a process sees itself, and what others on its ledger have seen. */
export class Health {
  readonly records: HealthRecords;
  /** Whether a provider has a free call that can decide. */
  readonly canCheck: (provider: string) => boolean;
  /** Whether nothing is noted and nothing stands against anybody. */
  readonly isIgnored: boolean;
  readonly #random: () => number;
  /** Refused submits in a row, by offer. */
  readonly #refusals = new Map<string, number>();
  /** Answered submits in a row, by offer. */
  readonly #answered = new Map<string, number>();
  readonly #estimates = new Map<string, SuccessEstimate>();
  /** By provider, where a balance is known. */
  readonly #spent = new Map<string, Spent>();
  /** Submits whose answer is awaited, since when, by offer; in the order in which they were sent. */
  readonly #awaited = new Map<string, Map<string, number>>();
  /** How long accepted submits took, by offer; in this process. */
  readonly #answerTimes = new Map<string, AnswerTime>();

  constructor(
    records: HealthRecords,
    canCheck: (provider: string) => boolean,
    random: () => number,
    isIgnored = false,
  ) {
    this.records = records;
    this.canCheck = canCheck;
    this.#random = random;
    this.isIgnored = isIgnored;
  }

  estimateOf(provider: string, model: string): SuccessEstimate {
    return this.#estimates.get(toKey(provider, model)) ?? noEstimate;
  }

  /** What was submitted since the balance was read, in micro-dollars. */
  spentSince(provider: string): number {
    return this.#spentOf(provider)?.totalUsdMicros ?? 0;
  }

  /** A submit is sent now. */
  noteSend({ id, provider, model }: Attempt, now: number): void {
    if (this.isIgnored) return;
    const key = toKey(provider, model);
    const awaited = this.#awaited.get(key) ?? new Map<string, number>();
    this.#awaited.set(key, awaited.set(id, now));
  }

  /** Since when an offer owes an answer to a submit, if it does. */
  awaited(provider: string, model: string): Awaited | undefined {
    const key = toKey(provider, model);
    const [since] = this.#awaited.get(key)?.values() ?? [];
    if (since === undefined) return undefined;
    return { since, suspiciousMs: toSuspiciousMs(this.#answerTimes.get(key)) };
  }

  /** What a submit came to. `error` is absent where it was accepted. */
  noteSubmit(
    attempt: Attempt,
    error: ErrorRecord | undefined,
    now: number,
    { idempotentSubmit }: Pick<ProviderTraits, 'idempotentSubmit'>,
  ): void {
    if (this.isIgnored) return;
    const { provider, model, quote } = attempt;
    const key = toKey(provider, model);
    const sentAt = this.#awaited.get(key)?.get(attempt.id);
    this.#awaited.get(key)?.delete(attempt.id);
    if (sentAt !== undefined && now >= sentAt && error === undefined) {
      this.#answerTimes.set(key, addAnswer(this.#answerTimes.get(key), now - sentAt));
    }
    const refused = error?.outcome === 'rejected' && isOutOfOrder(error.code);
    const refusals = refused ? (this.#refusals.get(key) ?? 0) + 1 : 0;
    this.#refusals.set(key, refusals);
    const answered = this.#answered.get(key) ?? 0;
    this.#answered.set(key, refused || error?.outcome === 'unknown' ? 0 : answered + 1);
    // A replay is no second charge.
    const spent = this.#spentOf(provider);
    if (spent !== undefined && attempt.state === 'submitting' && error?.outcome !== 'rejected') {
      const { usdMicros = 0 } = quote;
      spent.submits.push({ at: now, usdMicros });
      spent.totalUsdMicros += usdMicros;
    }
    const isReplayable = idempotentSubmit !== false;
    const seen = { model, error, refusals, answered, isReplayable, now, random: this.#random() };
    this.#update(provider, (health) => afterSubmit(health, seen));
  }

  /** What an event has made of an attempt, if it settled it. */
  noteAttempt(
    job: Job,
    event: { readonly type: string; readonly attemptId: string },
    at: number,
  ): void {
    if (this.isIgnored || !settling.includes(event.type)) return;
    const attempt = job.attempts.find(({ id }) => id === event.attemptId);
    const outcome = attempt && toOutcome(attempt);
    if (attempt === undefined || outcome === undefined) return;
    const key = toKey(attempt.provider, attempt.model);
    const known = addOutcomes(
      this.estimateOf(attempt.provider, attempt.model),
      { [outcome]: 1 },
      at,
    );
    const tookMs = outcome === 'succeeded' ? at - (attempt.acceptedAt ?? at) : undefined;
    this.#estimates.set(key, tookMs === undefined ? known : addTook(known, tookMs));
  }

  /** Takes what the ledger knows instead of what this process has seen itself. */
  learn(rows: readonly OutcomeRow[]): void {
    if (this.isIgnored) return;
    const fresh = new Map<string, SuccessEstimate>();
    for (const row of rows) {
      const key = toKey(row.provider, row.model);
      const { tookMs } = this.#estimates.get(key) ?? noEstimate;
      fresh.set(key, addOutcomes(fresh.get(key) ?? { ...noEstimate, tookMs }, row, row.at));
    }
    for (const [key, estimate] of fresh) this.#estimates.set(key, estimate);
  }

  /** Whether a submit may be sent now; where only one may, to try a provider, this is it. */
  async claim(provider: string, model: string, now: number): Promise<boolean> {
    if (this.isIgnored || !isOpen(this.records.get(provider).breakers[model])) return true;
    return await this.records.update(provider, (health) => {
      const breaker = health.breakers[model];
      const isReady = breaker && toBreakerState(breaker, this.canCheck(provider), now) === 'ready';
      return isReady ? putBreaker(health, model, tryBreaker(breaker, now)) : health;
    });
  }

  noteBalance(provider: string, { usdMicros, credits }: Balance, readAt: number): void {
    // What adapters say is kept only as far as it is sound.
    const balance = {
      ...(Number.isSafeInteger(usdMicros) ? { usdMicros } : {}),
      ...(Number.isFinite(credits) ? { credits } : {}),
    };
    this.#update(provider, (health) => ({
      ...endRest(health, balance.usdMicros),
      balance: { ...balance, readAt },
    }));
  }

  async rest(
    provider: string,
    rest: { reason: RestReason; message: string; since: number; until?: number | undefined },
  ): Promise<void> {
    await this.records.update(provider, (health) => ({ ...health, rest }));
  }

  /** Forgets all that stands against a provider. */
  async restore(provider: string): Promise<void> {
    for (const key of this.#refusals.keys()) {
      if (key.startsWith(`${provider} `)) this.#refusals.delete(key);
    }
    await this.records.update(provider, ({ rest: _rest, pause: _pause, ...health }) => ({
      ...health,
      breakers: {},
    }));
  }

  /** Begins anew with each balance, whichever process has read it; what was sent before is in it. */
  #spentOf(provider: string): Spent | undefined {
    const { balance } = this.records.get(provider);
    if (balance === undefined) return undefined;
    const { readAt } = balance;
    const known = this.#spent.get(provider);
    if (known?.readAt === readAt) return known;
    const submits = known?.submits.filter(({ at }) => at >= readAt) ?? [];
    const totalUsdMicros = submits.reduce((sum, { usdMicros }) => sum + usdMicros, 0);
    const spent = { readAt, submits, totalUsdMicros };
    this.#spent.set(provider, spent);
    return spent;
  }

  /** In the background: what the ledger does not take now is found out again. */
  #update(provider: string, change: Parameters<HealthRecords['update']>[1]): void {
    this.records.update(provider, change).catch(() => {});
  }
}

/** What a person has mended shows in the next balance: the key is taken, or there is more money. */
function endRest(health: ProviderHealth, usdMicros: number | undefined): ProviderHealth {
  const { rest, ...others } = health;
  const before = health.balance?.usdMicros ?? Number.POSITIVE_INFINITY;
  const isMended =
    rest?.reason === 'authentication' ||
    (rest?.reason === 'insufficient-balance' && (usdMicros ?? 0) > before);
  return isMended ? others : health;
}

/** Each attempt counts once for its submit and once for its task. */
const settling: readonly string[] = [
  'attempt-rejected',
  'attempt-unknown',
  'attempt-succeeded',
  'attempt-failed',
] satisfies readonly JobEventType[];

function toKey(provider: string, model: string): string {
  return `${provider} ${model}`;
}
