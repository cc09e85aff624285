import type { ComparisonProgress, ComparisonReport } from '@vidgate/compare';
import { formatUsd } from '@vidgate/core';
import { toTable } from '../output/table.ts';

type Sample = ComparisonProgress['sample'];

/** A line for what is over, and how things stand. */
export function describeProgress({ type, sample, done, total }: ComparisonProgress): {
  readonly note?: string;
  readonly status: string;
} {
  const status = `${done} of ${total} samples are over`;
  if (type === 'measured') return { status: `comparing the frames of ${sample.id}` };
  if (type === 'started') return { status };
  return { note: `[${done}/${total}] ${sample.id} ${describeSample(sample)}`, status };
}

function describeSample({
  state,
  code,
  message,
  timing,
  chargedUsdMicros,
  quotedUsdMicros,
}: Sample): string {
  if (state === 'pending') return 'goes on when the run does';
  const cost =
    chargedUsdMicros === undefined
      ? quotedUsdMicros && `${formatUsd(quotedUsdMicros)} quoted`
      : `${formatUsd(chargedUsdMicros)} charged`;
  const took = timing && `${toSeconds(timing.totalMs)} s`;
  const why = code && `${code}: ${message}`;
  return [state, took, cost, why].filter((part) => part !== undefined && part !== '').join(', ');
}

type Summary = ComparisonReport['providers'][number];

/** What a run comes to, a line for each provider. */
export function formatReport({ providers, run, against }: ComparisonReport): string {
  const rows = providers.map((one) => [
    one.provider,
    `${one.succeeded}/${one.finished}`,
    orDash(one.chargedUsdMicros.value ?? one.quotedUsdMicros.value, formatUsdRounded),
    orDash(one.usdMicrosPerSecond.value, formatUsdRounded),
    orDash(one.totalMs.value, (ms) => `${toSeconds(ms)} s`),
    orDash(one.startFidelity.value, (ssim) => ssim.toFixed(2)),
    orDash(one.endFidelity.value, (ssim) => ssim.toFixed(2)),
    describeRest(one),
  ]);
  const table = toTable(
    ['provider', 'ok', '$/sample', '$/second', 'median', 'start', 'end', ''],
    rows,
  );
  const changes = against?.changes
    .filter(({ verdict }) => verdict === 'changed')
    .map(({ provider, figure }) => `changed since ${against.runId}: ${figure} of ${provider}`);
  return [
    ...(run.simulated ? ['The vendors were simulated: no figure says anything of real ones.'] : []),
    ...(run.endedEarly === undefined ? [] : [`This is a partial run (${run.endedEarly}).`]),
    table,
    ...(changes ?? []),
  ].join('\n');
}

function describeRest({ failures, held, pending }: Summary): string {
  const counts = [...Object.entries(failures), ...Object.entries(held)];
  const parts = counts.map(([code, count]) => `${count} ${code}`);
  return [...parts, ...(pending > 0 ? [`${pending} not over`] : [])].join(', ');
}

function orDash(value: number | undefined, show: (value: number) => string): string {
  return value === undefined ? '-' : show(value);
}

function formatUsdRounded(usdMicros: number): string {
  return `$${(usdMicros / 1_000_000).toFixed(3)}`;
}

function toSeconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
