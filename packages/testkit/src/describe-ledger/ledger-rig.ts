import type { Job, JobEvent, JobsQuery, Ledger, LedgerChange, Media } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import { expect, onTestFinished } from 'vitest';
import type { LedgerHarness } from './ledger-harness.ts';

/** An empty ledger, closed when the case is over. */
export async function openLedger(harness: LedgerHarness): Promise<Ledger> {
  const ledger = await harness.open();
  onTestFinished(() => ledger.close());
  return ledger;
}

/** Two handles on one empty store; where a store has only one handle, that one twice. */
export async function openTwice(harness: LedgerHarness): Promise<readonly [Ledger, Ledger]> {
  const ledger = await openLedger(harness);
  return [ledger, await openAgain(harness, ledger)];
}

/** Another handle on the same store, where there can be one. */
export async function openAgain(harness: LedgerHarness, ledger: Ledger): Promise<Ledger> {
  if (!harness.durable) return ledger;
  const again = await harness.reopen(ledger);
  expect(again, 'contract: reopen gives a handle of its own').not.toBe(ledger);
  onTestFinished(() => again.close());
  return again;
}

/** The first commit of a job. */
export function creationOf(job: Job, media: readonly Media[] = []): LedgerChange {
  const event: JobEvent = { type: 'job-created', at: job.createdAt, job: { ...job, version: 0 } };
  return { job, events: [event], media };
}

/** Stores jobs, one after another. */
export async function store(ledger: Ledger, ...jobs: readonly Job[]): Promise<void> {
  for (const job of jobs) await ledger.commit(creationOf(job));
}

/** A commit that changes nothing but the version, and what is asked for. */
export function changeOf<Changed extends Job>(
  job: Changed,
  change: Partial<Changed> = {},
  at = 1_000,
): LedgerChange {
  const event: JobEvent = { type: 'cancel-requested', at };
  return { job: { ...job, ...change, version: job.version + 1 }, events: [event] };
}

/** The error of a call that must fail with one of ours. */
export async function refusalOf(call: Promise<unknown>): Promise<VideoGatewayError> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error, 'contract: this is refused, but it was not').toBeDefined();
  if (VideoGatewayError.isInstance(error)) return error;
  throw new Error(`contract: a refusal is a VideoGatewayError, but got ${String(error)}`);
}

/** How calls that were made at once ended: the codes of the errors, `done` for the others. */
export async function endsOf(calls: readonly Promise<unknown>[]): Promise<readonly string[]> {
  const end = (error: unknown): string =>
    VideoGatewayError.isInstance(error) ? error.code : String(error);
  return await Promise.all(calls.map((call) => call.then(() => 'done', end)));
}

/** The ids of all jobs that a query finds, page by page. */
export async function idsOf(
  ledger: Ledger,
  query: JobsQuery = {},
  between: () => Promise<void> = async () => {},
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let after: string | undefined, more = true; more; ) {
    const page = await ledger.find('jobs', { ...query, after });
    expect(page.jobs.length, 'contract: a page keeps to its limit').toBeLessThanOrEqual(
      query.limit ?? 100,
    );
    ids.push(...page.jobs.map(({ id }) => id));
    after = page.next;
    more = after !== undefined;
    expect(ids.length, 'contract: paging comes to an end').toBeLessThan(1_000);
    await between();
  }
  return ids;
}
