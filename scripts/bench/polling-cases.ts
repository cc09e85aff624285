import type { LatencyHint, VideoProvider } from '@vidgate/core';
import { createAimlapi } from '@vidgate/provider-aimlapi';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';

/** A way in which a vendor's latencies may be distributed, and what its offer says of them. */
export interface PollingCase {
  readonly name: string;
  readonly hint: LatencyHint;
  /** The latency of one more task, in milliseconds. */
  readonly draw: (random: () => number) => number;
}

const seed = 20261121;

export function pollingCases(): readonly PollingCase[] {
  const apixo = toHint(createApixo(), 5);
  const apixo10 = toHint(createApixo(), 10);
  const apiframe = toHint(createApiframe(), 5);
  const aimlapi = toHint(createAimlapi(), 5);
  const bimodal = (random: () => number): number =>
    random() < 0.75 ? logNormal(60_000, 100_000, random) : logNormal(240_000, 420_000, random);
  return [
    asDocumented('apixo, 5 s', apixo),
    asDocumented('apixo, 10 s', apixo10),
    asDocumented('apiframe', apiframe),
    asDocumented('aimlapi', aimlapi),
    {
      name: 'misfit: 150-400 s, hint 30-45 s',
      hint: apixo,
      draw: (random) => logNormal(150_000, 400_000, random),
    },
    { name: 'bimodal: 3 in 4 60-100 s, else 240-420 s', hint: aimlapi, draw: bimodal },
  ];
}

/** Assumed log-normal, the documented range being eight tasks of ten. */
function asDocumented(name: string, hint: LatencyHint): PollingCase {
  const [low, high] = hint.typicalMs;
  const range = `${low / 1000}-${high / 1000} s`;
  return { name: `${name}: ${range}`, hint, draw: (random) => logNormal(low, high, random) };
}

function toHint({ id, offers }: VideoProvider, duration: number): LatencyHint {
  const hint = offers[0]?.latency.find((candidate) => candidate.duration === duration);
  if (hint === undefined) throw new Error(`${id} has no latency hint for ${duration} s.`);
  return hint;
}

/** A log-normal draw of which one in ten lies below `low` and one in ten above `high`. */
function logNormal(low: number, high: number, random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const spread = Math.log(high / low) / 2 / 1.2816;
  return Math.sqrt(low * high) * Math.exp(normal * spread);
}

/** The same numbers from 0 (inclusive) to 1 (exclusive) in every run. */
export function seededRandom(offset = 0): () => number {
  let state = seed + offset;
  return () => {
    // A Weyl sequence through a multiplicative mix: short, and even enough for averages.
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
