import fc from 'fast-check';

/** Where a case's choices come from: fast-check replays and shrinks them. */
export interface Chance {
  /** A whole number from 0, below `limit`. */
  below(limit: number): number;
  from<Value>(values: readonly Value[]): Value;
}

const upTo = (max: number): fc.Arbitrary<number> => fc.nat({ max });

export function toChance(pick: fc.GeneratorValue): Chance {
  const below = (limit: number): number => pick(upTo, Math.max(0, limit - 1));
  return {
    below,
    from<Value>(values: readonly Value[]): Value {
      const [value] = values.slice(below(values.length));
      if (value === undefined) throw new Error('There is nothing to choose from.');
      return value;
    },
  };
}
