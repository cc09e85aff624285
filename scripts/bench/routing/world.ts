import { randomStream } from './random-stream.ts';
import { vendorTerms } from './vendor-terms.ts';

/** What can be wrong with a vendor for a while. */
export const faultKinds = [
  'server-error',
  'refused',
  'brown-out',
  'slow',
  'rate-limit',
  'black-hole',
  'late-failure',
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** All times in milliseconds since the epoch. */
export interface FaultWindow {
  readonly kind: FaultKind;
  readonly from: number;
  readonly until: number;
  /** What a vendor that answers errors answers. */
  readonly status: number;
}

/** Everything that is settled before any policy acts: who arrives when, and what fails when. */
export interface World {
  readonly seed: number;
  /** When each job arrives, by its number, in order. */
  readonly arrivals: readonly number[];
  /** By the vendor's number; windows of one vendor do not overlap. */
  readonly faults: readonly (readonly FaultWindow[])[];
}

/** 2026-11-21T00:00:00Z, as in the other simulations. */
export const startMs = Date.UTC(2026, 10, 21);
const minuteMs = 60_000;
/** Jobs arrive and faults strike for so long. */
export const dayMs = 8 * 60 * minuteMs;

const windowCount = [3, 5] as const;
const windowMs = [10 * minuteMs, 50 * minuteMs] as const;
/** 521: the vendor was surely not reached. The others leave a submit in doubt. */
const statuses = [500, 502, 503, 521] as const;

/** One job in four comes in a batch, within seconds of the others. */
const batchShare = 0.25;
const batchSize = [40, 120] as const;
const batchMs = 10_000;

export function createWorld(seed: number, jobs: number): World {
  const faults = vendorTerms.map((_, vendor) => toFaults(seed, vendor));
  return { seed, arrivals: toArrivals(seed, jobs), faults };
}

export function faultAt(world: World, vendor: number, at: number): FaultWindow | undefined {
  return world.faults[vendor]?.find(({ from, until }) => from <= at && at < until);
}

function toFaults(seed: number, vendor: number): readonly FaultWindow[] {
  const random = randomStream(seed, 1, vendor);
  const count = between(windowCount, random());
  const windows: FaultWindow[] = [];
  while (windows.length < count) {
    const lengthMs = between(windowMs, random());
    const from = startMs + Math.floor(random() * (dayMs - lengthMs));
    const until = from + lengthMs;
    const kind = faultKinds[Math.floor(random() * faultKinds.length)] ?? 'server-error';
    const status = statuses[Math.floor(random() * statuses.length)] ?? 500;
    if (windows.some((other) => from < other.until && other.from < until)) continue;
    windows.push({ kind, from, until, status });
  }
  return windows.toSorted((a, b) => a.from - b.from);
}

function toArrivals(seed: number, jobs: number): readonly number[] {
  const random = randomStream(seed, 2);
  const arrivals: number[] = [];
  while (arrivals.length < jobs * batchShare) {
    const from = startMs + random() * (dayMs - batchMs);
    const size = Math.min(between(batchSize, random()), jobs - arrivals.length);
    for (let job = 0; job < size; job += 1) arrivals.push(from + random() * batchMs);
  }
  while (arrivals.length < jobs) {
    const at = random();
    // Half as many at night as in the middle of the day, by rejection.
    if (random() < 0.75 - 0.25 * Math.cos(2 * Math.PI * at)) arrivals.push(startMs + at * dayMs);
  }
  return arrivals.map(Math.floor).toSorted((a, b) => a - b);
}

function between([low, high]: readonly [number, number], chance: number): number {
  return low + Math.floor(chance * (high - low + 1));
}
