import { DatabaseSync } from 'node:sqlite';
import type { Fault } from '@vidgate/simulator';
import type { RandomStream } from '../bench/routing/random-stream.ts';
import { randomStream } from '../bench/routing/random-stream.ts';
import { VirtualClock } from '../bench/routing/virtual-clock.ts';
import type { Checks } from './checks.ts';
import { createChecks } from './checks.ts';
import type { Crew } from './crew.ts';
import { createCrew } from './crew.ts';
import type { FaultBoard } from './fault-board.ts';
import { createFaultBoard } from './fault-board.ts';
import type { History } from './history.ts';
import { createHistory } from './history.ts';
import type { Network } from './network.ts';
import { createNetwork } from './network.ts';
import type { Plan } from './plan.ts';
import type { Plant } from './plants.ts';
import type { Stillness } from './stillness.ts';
import { createStillness } from './stillness.ts';
import { toKind } from './strike.ts';
import type { SubmitsUnderWay } from './submits-under-way.ts';
import { createSubmitsUnderWay } from './submits-under-way.ts';
import type { VendorSite } from './vendor-site.ts';
import { createVendorSite } from './vendor-site.ts';
import type { Weather } from './weather.ts';
import { createWeather } from './weather.ts';
import { createWeb } from './web.ts';
import type { Witness } from './witness.ts';
import { createWitness } from './witness.ts';

/** A world in which nothing happens but what its plan and its noise say. */
export interface World extends Stillness, Crew {
  readonly plan: Plan;
  readonly plant: Plant | undefined;
  readonly clock: VirtualClock;
  readonly random: RandomStream;
  readonly history: History;
  readonly checks: Checks;
  readonly faults: FaultBoard;
  readonly weather: Weather;
  readonly underWay: SubmitsUnderWay;
  readonly network: Network;
  readonly witness: Witness;
  readonly database: DatabaseSync;
  readonly sites: ReadonlyMap<string, VendorSite>;
  /** The ids that callers were told, by the name of the job. */
  readonly told: Map<string, readonly string[]>;
  /** How many more charges a person has allowed, by the name of the job. */
  readonly extras: Map<string, number>;
  note(text: string): void;
  elapsedMs(): number;
  sleep(ms: number): Promise<void>;
}

/** A morning, so that no clock gets to another UTC day. */
const startMs = Date.UTC(2026, 10, 21, 9);

/** What each stream of chance is for: one of its own, so that they do not disturb each other. */
const streams = { weather: 1, vendors: 2, people: 3, network: 4, processes: 5 } as const;

export async function createWorld(plan: Plan, plant: Plant | undefined): Promise<World> {
  const stream = (name: keyof typeof streams, ...nth: readonly number[]): RandomStream =>
    randomStream(plan.noise, streams[name], ...nth);
  const clock = new VirtualClock(startMs);
  const elapsedMs = (): number => clock.now() - startMs;
  const history = createHistory(elapsedMs);
  const { note } = history;
  const still = createStillness();
  const { onUse } = still;
  const checks = createChecks(history);
  const faults = createFaultBoard(note);
  const underWay = createSubmitsUnderWay();
  const weather = createWeather({ now: () => clock.now(), random: stream('weather'), faults });
  const database = new DatabaseSync(':memory:');
  const onFault = (fault: Fault): void => noteFault(fault, faults, note);
  const sites = new Map<string, VendorSite>();
  const web = createWeb(() => world);
  for (const [nth, name] of plan.vendors.entries()) {
    const own = { clock, random: stream('vendors', nth), web, onFault };
    sites.set(name, await createVendorSite(name, own));
  }
  const witness = createWitness({ database, sites, checks, underWay, note });
  const { onSubmit } = witness;
  const random = stream('network');
  const outside = { clock, faults, weather, underWay, note, onUse, onSubmit, random };
  const world: World = {
    ...{ plan, plant, clock, elapsedMs, history, note, checks, faults, weather, underWay },
    ...{ database, sites, witness, network: createNetwork(outside), random: stream('people') },
    ...still,
    ...createCrew(
      () => world,
      (nth) => stream('processes', nth),
    ),
    told: new Map(),
    extras: new Map(),
    async sleep(ms) {
      const { promise, resolve } = Promise.withResolvers<void>();
      clock.setTimer(resolve, ms);
      await promise;
      onUse();
    },
  };
  return world;
}

function noteFault(fault: Fault, faults: FaultBoard, note: World['note']): void {
  const kind = toKind(fault);
  if (kind === undefined) return;
  faults.hit(kind);
  note(`  ${kind}`);
}
