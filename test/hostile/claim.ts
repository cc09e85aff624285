import { forbidden } from './canaries.ts';
import type { Answer } from './hostile-answer.ts';
import type { Vendor } from './vendors.ts';

/** What the vendor said in one case. */
export interface Said {
  readonly vendor: Vendor;
  /** As they were sent, mutated. */
  readonly answers: readonly Answer[];
}

/** Thousands of times as fast as an `expect`, which matters in twenty thousand cases. */
export function claim(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new Error(`Broken claim: ${sentence}`);
}

export function isMicros(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

export function isAmount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

/** A moment that a `Date` can hold. */
export function isMoment(value: unknown): boolean {
  return typeof value === 'number' && !Number.isNaN(new Date(value).getTime());
}

export function claimNoKey(text: string, what: string): void {
  for (const form of forbidden) claim(!text.includes(form), `${what} does not hold the key`);
}

export function claimSafeUrl(url: string): void {
  const protocol = URL.parse(url)?.protocol ?? 'none';
  claim(protocol === 'https:' || protocol === 'http:', `a URL is http(s), not ${protocol}`);
}

export function isOk({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}
