import { fateOf } from './fate.ts';
import type { RunResult } from './tally.ts';
import { tenMinutesMs } from './tally.ts';
import { createBill } from './vendor.ts';
import { vendorTerms } from './vendor-terms.ts';
import type { World } from './world.ts';
import { faultAt } from './world.ts';

/** What the oracle wants, and what it lets a job wait before it is begun. */
export interface OracleSettings {
  /** `price`: the cheapest that is done in ten minutes. `time`: whoever is done first. */
  readonly aim: 'price' | 'time';
  readonly patienceMs: number;
}

interface Offer {
  readonly vendor: number;
  readonly startsAt: number;
  /** When its slot is free again. */
  readonly endsAt: number;
  /** When its end can be seen: not while the vendor answers nobody. */
  readonly seenAt: number;
}

/** So many submits that are turned down for nothing are tried by the oracle too. */
const freeTries = 4;
const furthestFaults = 12;

/**
 * Serves a world's jobs in the order of their arrival, knowing every fault and every fate. It sends
 * nothing that would be in doubt or fail, and books each vendor's free places ahead.
 *
 * Each job takes what is best for itself, so it is no strict bound, but one that no policy without
 * its knowledge is likely to pass.
 */
export function runOracle(world: World, settings: OracleSettings): RunResult {
  const bill = createBill(world.arrivals.length);
  const freeAt = vendorTerms.map(({ concurrentTasks }) =>
    new Array<number>(concurrentTasks).fill(0),
  );
  let failed = 0;
  const doneAfterMs = world.arrivals.map((arrivedAt, job) => {
    const offers = vendorTerms.flatMap((_, vendor) => {
      const offer = findOffer(world, {
        vendor,
        job,
        from: Math.max(arrivedAt, soonest(freeAt[vendor])),
      });
      return offer === undefined ? [] : [offer];
    });
    const offer = choose(offers, arrivedAt, settings);
    if (offer === undefined) {
      failed += 1;
      return Number.POSITIVE_INFINITY;
    }
    const slots = freeAt[offer.vendor] ?? [];
    slots[slots.indexOf(soonest(slots))] = offer.endsAt;
    bill.charges[job] = 1;
    bill.usdMicros += vendorTerms[offer.vendor]?.usdMicros ?? 0;
    return offer.seenAt - arrivedAt;
  });
  return { doneAfterMs, bill, failed, held: 0, unfinished: 0 };
}

function soonest(freeAt: readonly number[] = []): number {
  return Math.min(...freeAt);
}

/** The first time from which a vendor does the job. */
function findOffer(
  world: World,
  { vendor, job, from }: { vendor: number; job: number; from: number },
): Offer | undefined {
  let startsAt = from;
  for (let passed = 0; passed < furthestFaults; passed += 1) {
    const runMs = findRun(world, { vendor, job, at: startsAt });
    if (runMs !== undefined) {
      const endsAt = startsAt + runMs;
      return { vendor, startsAt, endsAt, seenAt: toSeenAt(world, vendor, endsAt) };
    }
    const fault = faultAt(world, vendor, startsAt);
    // Not the vendor's doing: this job fails there whenever it is sent.
    if (fault === undefined) return undefined;
    startsAt = fault.until;
  }
  return undefined;
}

/** How long the job runs if it is sent at that time, where it is then accepted and succeeds. */
function findRun(
  world: World,
  { vendor, job, at }: { vendor: number; job: number; at: number },
): number | undefined {
  for (let nth = 0; nth < freeTries; nth += 1) {
    const { fault, succeeds, runMs } = fateOf(world, { vendor, job, nth, at });
    if (fault === undefined) return succeeds ? runMs : undefined;
  }
  return undefined;
}

function toSeenAt(world: World, vendor: number, endsAt: number): number {
  const fault = faultAt(world, vendor, endsAt);
  const unreachable = fault?.kind === 'refused' || fault?.kind === 'server-error';
  return unreachable ? toSeenAt(world, vendor, fault.until) : endsAt;
}

function choose(
  offers: readonly Offer[],
  arrivedAt: number,
  { aim, patienceMs }: OracleSettings,
): Offer | undefined {
  const bySeen = offers.toSorted((a, b) => a.seenAt - b.seenAt);
  if (aim === 'time') return bySeen[0];
  const cheapest = offers.find(
    ({ startsAt, seenAt }) =>
      seenAt - arrivedAt <= tenMinutesMs && startsAt - arrivedAt <= patienceMs,
  );
  return cheapest ?? bySeen[0];
}
