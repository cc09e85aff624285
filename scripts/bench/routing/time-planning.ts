import type { VideoProvider } from '@vidgate/core';
import { parseVideoRequest } from '@vidgate/core';
import type { PlanInput } from '../../../packages/core/src/routing/plan.ts';
import { makePlan } from '../../../packages/core/src/routing/plan.ts';
import { toProvider } from './to-provider.ts';
import { createBill, Vendor } from './vendor.ts';
import { vendorTerms } from './vendor-terms.ts';
import { VirtualClock } from './virtual-clock.ts';
import { createWorld, startMs } from './world.ts';

const batches = 41;
const batchMs = 10;

/** The median time of one plan over so many offers, in microseconds. */
export async function timePlanning(offers: number): Promise<number> {
  const input = await toPlanInput(offers);
  for (let warm = 0; warm < 200; warm += 1) makePlan(input);
  const calls = Math.ceil(batchMs / timeCalls(input, 20));
  const times = Array.from({ length: batches }, () => timeCalls(input, calls));
  return (times.toSorted((a, b) => a - b)[Math.floor(batches / 2)] ?? Number.NaN) * 1000;
}

function timeCalls(input: PlanInput, calls: number): number {
  const startedAt = performance.now();
  let candidates = 0;
  for (let call = 0; call < calls; call += 1) candidates += makePlan(input).candidates.length;
  const ms = (performance.now() - startedAt) / calls;
  if (candidates !== calls * input.providers.length) throw new Error('A plan left somebody out.');
  return ms;
}

async function toPlanInput(offers: number): Promise<PlanInput> {
  const { request } = await parseVideoRequest({ prompt: 'dawn over the ridge' });
  return {
    request,
    providers: Array.from({ length: offers }, (_, number) => toNumbered(number)),
    routing: { sort: 'price' },
    fit: 'adapt',
    canStage: false,
    standing: () => undefined,
    caps: [],
    outlook: () => ({ odds: 0.97, typicalMs: 120_000 }),
    livePrice: () => undefined,
    seed: 'job',
    now: 0,
    waitingSince: 0,
  };
}

/** The vendors of the simulation over and over, at prices in no order. */
function toNumbered(number: number): VideoProvider {
  const world = createWorld(1, 1);
  const clock = new VirtualClock(startMs);
  const [terms] = vendorTerms.slice(number % vendorTerms.length);
  if (terms === undefined) throw new Error('There is no vendor.');
  const usdMicros = terms.usdMicros + ((number * 7919) % 1000) * 100;
  return toProvider({
    terms: { ...terms, id: `${terms.id}-${number}`, usdMicros },
    vendor: new Vendor(number % vendorTerms.length, world, createBill(1)),
    world,
    clock,
    onReport: () => {},
    onReportRead: () => {},
  });
}
