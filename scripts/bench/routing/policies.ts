import type { RoutingSettings } from '@vidgate/core';
import { routingSchema } from '../../../packages/core/src/routing/routing-settings.ts';
import { baselines } from './baselines.ts';
import { runBaseline } from './run-baseline.ts';
import { runGateway } from './run-gateway.ts';
import type { OracleSettings } from './run-oracle.ts';
import { runOracle } from './run-oracle.ts';
import type { RunResult } from './tally.ts';
import type { World } from './world.ts';

/** A way to serve a world's jobs. */
export interface Policy {
  readonly name: string;
  /** `ours` goes through the real gateway. */
  readonly kind: 'ours' | 'baseline' | 'oracle';
  readonly run: (world: World) => RunResult | Promise<RunResult>;
}

export const oracleName = 'oracle';
export const patientOracleName = 'oracle that waits 60 s at most';
export const fastOracleName = 'oracle that wants it soonest';

const oracles: Readonly<Record<string, OracleSettings>> = {
  [oracleName]: { aim: 'price', patienceMs: Number.POSITIVE_INFINITY },
  [patientOracleName]: { aim: 'price', patienceMs: 60_000 },
  [fastOracleName]: { aim: 'time', patienceMs: Number.POSITIVE_INFINITY },
};

/** Every `sort` that the core has, as it says itself. */
const sorts: readonly NonNullable<RoutingSettings['sort']>[] =
  routingSchema.shape.sort.unwrap().options;

export const policies: readonly Policy[] = [
  ...sorts.map(
    (sort): Policy => ({ name: sort, kind: 'ours', run: (world) => runGateway(world, { sort }) }),
  ),
  ...baselines.map(
    (baseline): Policy => ({
      name: baseline.name,
      kind: 'baseline',
      run: (world) => runBaseline(world, baseline),
    }),
  ),
  ...Object.entries(oracles).map(
    ([name, settings]): Policy => ({
      name,
      kind: 'oracle',
      run: (world) => runOracle(world, settings),
    }),
  ),
];
