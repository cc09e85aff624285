import { fastOracleName, oracleName, patientOracleName } from './policies.ts';
import type { Tally } from './tally.ts';

/** What was aimed at, what came of it, and what could have come of it. */
export interface Aim {
  readonly what: string;
  readonly figure: string;
  readonly met: boolean;
  /** What says whether it is within reach at all. */
  readonly bound?: string;
}

export interface AimInput {
  /** By policy; those of the gateway are listed in `ours`. */
  readonly tallies: ReadonlyMap<string, Tally>;
  readonly ours: readonly string[];
  /** Jobs that are held wherever the cheapest is asked at all. */
  readonly heldBound: number;
  /** The same where the cheapest is tried again as the design says, answers are heard at once and no other vendor has faults. */
  readonly heldByTries: number;
}

export function toAims(input: AimInput): readonly Aim[] {
  return [...input.ours.flatMap((name) => toAimsOfAll(name, input)), ...toAimsOfSorts(input)];
}

function toAimsOfAll(name: string, { tallies, heldBound, heldByTries }: AimInput): readonly Aim[] {
  const tally = tallies.get(name);
  if (tally === undefined) return [];
  const { doubleCharges, unfinished } = tally;
  const held = perTenThousand(tally.held, tally);
  const bound = perTenThousand(heldBound, tally).toFixed(1);
  const tries = perTenThousand(heldByTries, tally).toFixed(1);
  return [
    {
      what: `${name}: no double charges`,
      figure: String(doubleCharges),
      met: doubleCharges === 0,
    },
    {
      what: `${name}: at most 20 of 10,000 jobs held`,
      figure: held.toFixed(1),
      met: held <= 20,
      bound: `${tries} by the cheapest alone and the tries of the design; ${bound} if its faults were known`,
    },
    {
      what: `${name}: every job is over or held`,
      figure: `${unfinished} are not`,
      met: unfinished === 0,
    },
  ];
}

function toAimsOfSorts({ tallies }: AimInput): readonly Aim[] {
  const oracle = tallies.get(oracleName);
  const patient = tallies.get(patientOracleName);
  const soonest = tallies.get(fastOracleName);
  const price = tallies.get('price');
  const balanced = tallies.get('balanced');
  if (!oracle || !patient || !soonest || !price) return [];
  const shareBound = `${percent(soonest.inTenMinutes)} by the ${fastOracleName}`;
  const patientBound = `${signedPercent(dearer(patient, oracle))} for the ${patientOracleName}`;
  const ofPrice: readonly Aim[] = [
    toDearer('price: at most 1 % dearer than the oracle', [price, oracle], 0.01, patientBound),
    toShare('price: 98.8 % in ten minutes', price, 0.988, shareBound),
  ];
  if (balanced === undefined) return [...ofPrice, noBalanced];
  const soonestBound = `${signedPercent(dearer(soonest, price))} for the ${fastOracleName}`;
  return [
    ...ofPrice,
    toShare('balanced: 99.0 % in ten minutes', balanced, 0.99, shareBound),
    toDearer('balanced: at most 4 % dearer than price', [balanced, price], 0.04, soonestBound),
  ];
}

const noBalanced: Aim = {
  what: 'balanced: 99.0 % in ten minutes, at most 4 % dearer than price',
  figure: 'the core has no such sort',
  met: false,
};

function toShare(what: string, { inTenMinutes }: Tally, least: number, bound: string): Aim {
  return { what, figure: percent(inTenMinutes), met: inTenMinutes >= least, bound };
}

function toDearer(
  what: string,
  [one, other]: readonly [Tally, Tally],
  most: number,
  bound: string,
): Aim {
  const share = dearer(one, other);
  return { what, figure: signedPercent(share), met: share <= most, bound };
}

function dearer(one: Tally, other: Tally): number {
  return one.usdPerSuccess / other.usdPerSuccess - 1;
}

export function perTenThousand(count: number, { jobs }: Tally): number {
  return (count / jobs) * 10_000;
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

function signedPercent(share: number): string {
  return `${share < 0 ? '-' : '+'}${percent(Math.abs(share))}`;
}
