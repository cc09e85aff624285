import { formatUsd } from '@vidgate/core';

/** Money to three decimals, to four below ten cents: means have no last micro-dollar. */
export function toUsd(usdMicros: number): string {
  const unit = Math.abs(usdMicros) < 100_000 ? 100 : 1000;
  return formatUsd(Math.round(usdMicros / unit) * unit);
}

/** A time in seconds, always: times of one column are compared, and minutes hide which is longer. */
export function toTime(ms: number): string {
  const seconds = ms / 1000;
  return `${seconds.toFixed(seconds < 10 ? 2 : seconds < 100 ? 1 : 0)} s`;
}

export function toShare(share: number): string {
  return `${(share * 100).toFixed(share === 0 || share === 1 ? 0 : 1)}%`;
}

/** Structural similarity, which needs three decimals to tell good from very good. */
export function toSimilarity(ssim: number): string {
  return ssim.toFixed(3);
}

export function toCount(count: number): string {
  return Number.isInteger(count) ? String(count) : count.toFixed(1);
}

export function toSize(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.ceil(bytes / 1000)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** `1 clip`, `2 clips`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A moment in UTC, so that two readers of one report see the same. */
export function toDate(ms: number): string {
  // A number that is no date would otherwise end the whole report.
  if (Number.isNaN(new Date(ms).getTime())) return 'an unknown date';
  const format = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  return `${format.format(ms)} UTC`;
}
