import Table from 'cli-table3';
import type { Aim } from './aims.ts';
import { percent, perTenThousand } from './aims.ts';
import type { Tally } from './tally.ts';
import type { World } from './world.ts';
import { faultKinds } from './world.ts';

const plain = {
  chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  style: { head: [], border: [] },
};

/** One line per policy. The same worlds give the same text, to the byte. */
export function toPolicyTable(tallies: ReadonlyMap<string, Tally>): string {
  const table = new Table({
    head: [
      'policy',
      '$ per success',
      'in 10 min',
      'p95 s',
      'double charges',
      'held /10k',
      'failed /10k',
      'paid, no video',
      'hits while down',
      '429s',
    ],
    colAligns: ['left', ...new Array<'right'>(9).fill('right')],
    ...plain,
  });
  for (const [name, tally] of tallies) {
    table.push([
      name,
      tally.usdPerSuccess.toFixed(4),
      percent(tally.inTenMinutes),
      Number.isFinite(tally.p95Ms) ? (tally.p95Ms / 1000).toFixed(0) : 'never',
      tally.doubleCharges,
      perTenThousand(tally.held, tally).toFixed(1),
      perTenThousand(tally.failed, tally).toFixed(1),
      tally.paidForNothing,
      tally.downHits,
      tally.refusals,
    ]);
  }
  return table.toString();
}

export function toAimTable(aims: readonly Aim[]): string {
  const table = new Table({ head: ['aim', 'figure', '', 'within reach?'], ...plain });
  for (const { what, figure, met, bound } of aims) {
    table.push([what, figure, met ? 'met' : 'not met', met ? '' : (bound ?? '')]);
  }
  return table.toString();
}

/** What the worlds put the policies through. */
export function describeWorlds(worlds: readonly World[]): string {
  const windows = worlds.flatMap(({ faults }) => faults.flat());
  const counts = faultKinds.map((kind) => {
    const ofKind = windows.filter((window) => window.kind === kind);
    return `${ofKind.length} ${kind}`;
  });
  const jobs = worlds.reduce((total, { arrivals }) => total + arrivals.length, 0);
  return `${jobs} jobs in ${worlds.length} runs of 8 virtual hours; fault windows: ${counts.join(', ')}.`;
}
