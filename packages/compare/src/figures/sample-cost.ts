import type { ProviderSummary } from '../comparison-report.ts';
import type { Sample } from '../comparison-run.ts';

/**
 * What a sample cost in micro-dollars as far as is known: what was charged, else what was quoted, also
 * where it failed or is held, as money may have gone. Absent while it is not over, where nothing was
 * sent, and where there is neither charge nor quote.
 */
export function toSampleCost(sample: Sample): number | undefined {
  if (sample.state === 'pending') return undefined;
  if (sample.chargedUsdMicros !== undefined) return sample.chargedUsdMicros;
  return wasSent(sample) ? sample.quotedUsdMicros : undefined;
}

/** Whether money may have gone for it: a failure that was surely not charged says nothing of a price. */
export function mayHaveCost(sample: Sample): boolean {
  if (sample.state === 'pending' || !wasSent(sample)) return false;
  return !endedWithoutVideo(sample) || sample.chargedUsdMicros !== 0;
}

/** Seconds of video that it brought and that play. */
export function toPlayedSeconds({ clip }: Sample): number {
  return clip?.plays === true ? Math.max(clip.durationSeconds ?? 0, 0) : 0;
}

/** Whether what these samples cost is the vendor's word; `quoted`, too, where none may have cost. */
export function toCostBasis(samples: readonly Sample[]): ProviderSummary['costBasis'] {
  const costly = samples.filter(mayHaveCost);
  const charged = costly.filter((sample) => sample.chargedUsdMicros !== undefined);
  if (charged.length === 0) return 'quoted';
  return charged.length === costly.length ? 'charged' : 'mixed';
}

function wasSent(sample: Sample): boolean {
  if (!endedWithoutVideo(sample)) return true;
  return sample.submittedAt !== undefined || sample.chargedUsdMicros !== undefined;
}

function endedWithoutVideo({ state }: Sample): boolean {
  return state === 'failed' || state === 'canceled';
}
