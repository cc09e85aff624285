import type { RandomStream } from './random-stream.ts';
import { vendorTerms } from './vendor-terms.ts';

/** What a baseline chooses from. */
export interface Choice {
  /** Vendors that the job has not tried in this round and that do not rest; the cheapest first. */
  readonly vendors: readonly number[];
  /** Counts all submits of the run. */
  readonly turn: number;
  readonly random: RandomStream;
}

/** A way to route that is simpler than ours. */
export interface Baseline {
  readonly name: string;
  readonly choose: (choice: Choice) => number | undefined;
  /** How long a vendor rests after a submit that it did not accept; 0 remembers nothing. */
  readonly restMs: number;
  /**
   * What follows a submit in doubt: another one at once, or only where no report of it comes for
   * four minutes.
   */
  readonly inDoubt: 'go-on' | 'wait';
}

export const baselines: readonly Baseline[] = [
  {
    name: 'cheapest, instant failover',
    choose: ({ vendors }) => vendors[0],
    restMs: 0,
    inDoubt: 'go-on',
  },
  {
    name: 'round robin',
    choose: ({ vendors, turn }) => vendors[turn % vendors.length],
    restMs: 0,
    inDoubt: 'go-on',
  },
  {
    name: 'cheapest, 5 s cooldown',
    choose: ({ vendors }) => vendors[0],
    restMs: 5_000,
    inDoubt: 'wait',
  },
  {
    name: 'inverse square of price',
    choose: ({ vendors, random }) => chooseByWeight(vendors, random()),
    restMs: 30_000,
    inDoubt: 'wait',
  },
];

function chooseByWeight(vendors: readonly number[], chance: number): number | undefined {
  const weights = vendors.map((vendor) => (vendorTerms[vendor]?.usdMicros ?? 1) ** -2);
  let left = chance * weights.reduce((total, weight) => total + weight, 0);
  return vendors.find((_, index) => {
    left -= weights[index] ?? 0;
    return left < 0;
  });
}
