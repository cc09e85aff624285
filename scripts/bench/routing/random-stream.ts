/** Numbers from 0 (inclusive) to 1 (exclusive): the same ones for the same keys, in every run. */
export type RandomStream = () => number;

/**
 * Begins a stream that depends on nothing but its keys.
 *
 * What befalls a job at a vendor is drawn from a stream of its own, so every policy meets the same
 * luck whatever it did before: what differs between two rows is the policy.
 */
export function randomStream(...keys: readonly number[]): RandomStream {
  let state = 0;
  for (const key of keys) state = mix(state ^ mix(key + 0x9e3779b9));
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return (mix(state) >>> 0) / 2 ** 32;
  };
}

function mix(bits: number): number {
  let mixed = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}

/** A log-normal draw of which one in ten lies below `low` and one in ten above `high`. */
export function logNormal(low: number, high: number, random: RandomStream): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const spread = Math.log(high / low) / 2 / 1.2816;
  return Math.sqrt(low * high) * Math.exp(normal * spread);
}
