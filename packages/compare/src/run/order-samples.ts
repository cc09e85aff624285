import { createHash } from 'node:crypto';

/** A request and those who can serve it. */
export interface EligibleProviders {
  readonly requestId: string;
  readonly providers: readonly string[];
}

/** A sample that is to be made. */
export interface OrderedSample {
  readonly id: string;
  readonly requestId: string;
  readonly provider: string;
  readonly repeat: number;
  /** Its place, from 0. */
  readonly order: number;
}

/**
 * Puts all samples into the order in which they are begun. Pure: the same seed, the same order.
 *
 * The unit that is shuffled is one request at all its providers, once; within it the providers are
 * shuffled anew. So whatever changes with the time of day hits all of them alike, at any moment their
 * numbers of samples differ by one at most, and nobody is first or last more often than by chance.
 */
export function orderSamples(
  eligible: readonly EligibleProviders[],
  { repeats, seed }: { readonly repeats: number; readonly seed: number },
): readonly OrderedSample[] {
  const rounds = eligible.flatMap(({ requestId, providers }) =>
    Array.from({ length: repeats }, (_, index) => ({ requestId, providers, repeat: index + 1 })),
  );
  const key = ({ requestId, repeat }: { requestId: string; repeat: number }): string =>
    `${requestId}/${repeat}`;
  return shuffle(rounds, seed, key)
    .flatMap((round) => {
      const samples = round.providers.map((provider) => ({
        id: `${round.requestId}/${provider}/${round.repeat}`,
        requestId: round.requestId,
        provider,
        repeat: round.repeat,
      }));
      return shuffle(samples, seed, ({ id }) => id);
    })
    .map((sample, order) => ({ ...sample, order }));
}

/** By a hash of seed and name: what is added later does not move the rest among itself. */
function shuffle<T>(items: readonly T[], seed: number, toName: (item: T) => string): readonly T[] {
  return items
    .map((item) => ({ item, place: toPlace(seed, toName(item)) }))
    .toSorted((a, b) => (a.place < b.place ? -1 : 1))
    .map(({ item }) => item);
}

function toPlace(seed: number, name: string): string {
  return createHash('sha256').update(`${seed}:${name}`).digest('hex');
}
