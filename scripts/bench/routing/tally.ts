import type { Bill } from './vendor.ts';

/** When a job's video was there, in milliseconds from its arrival; `Infinity` where it never was. */
export type DoneAfterMs = number;

/** What one policy made of one world. */
export interface RunResult {
  /** By job. */
  readonly doneAfterMs: readonly DoneAfterMs[];
  readonly bill: Bill;
  /** Jobs that waited for a person at some time. */
  readonly held: number;
  /** Jobs given up without a video. */
  readonly failed: number;
  /** Jobs that were neither over nor held at the end. */
  readonly unfinished: number;
}

/** A policy's figures over all its runs. */
export interface Tally {
  readonly jobs: number;
  readonly usdPerSuccess: number;
  /** From 0 to 1. */
  readonly inTenMinutes: number;
  /** Over all jobs: one without a video took for ever. */
  readonly p95Ms: number;
  /** Tasks charged beyond the first of a job. */
  readonly doubleCharges: number;
  /** Jobs charged that have no video. */
  readonly paidForNothing: number;
  readonly held: number;
  readonly failed: number;
  readonly unfinished: number;
  readonly downHits: number;
  readonly refusals: number;
}

export const tenMinutesMs = 600_000;

export function toTally(results: readonly RunResult[]): Tally {
  const times = Float64Array.from(results.flatMap(({ doneAfterMs }) => doneAfterMs)).sort();
  const jobs = times.length;
  const count = (isCounted: (ms: number) => boolean): number => times.filter(isCounted).length;
  const sum = (pick: (result: RunResult) => number): number =>
    results.reduce((total, result) => total + pick(result), 0);
  return {
    jobs,
    usdPerSuccess: sum(({ bill }) => bill.usdMicros) / 1e6 / count(Number.isFinite),
    inTenMinutes: count((ms) => ms <= tenMinutesMs) / jobs,
    p95Ms: times[Math.floor(jobs * 0.95)] ?? Number.NaN,
    doubleCharges: sum(({ bill }) => bill.charges.reduce((all, n) => all + Math.max(n - 1, 0), 0)),
    paidForNothing: sum(toPaidForNothing),
    held: sum((result) => result.held),
    failed: sum((result) => result.failed),
    unfinished: sum((result) => result.unfinished),
    downHits: sum(({ bill }) => bill.downHits),
    refusals: sum(({ bill }) => bill.refusals),
  };
}

function toPaidForNothing({ doneAfterMs, bill }: RunResult): number {
  return doneAfterMs.filter((ms, job) => ms === Infinity && (bill.charges[job] ?? 0) > 0).length;
}
