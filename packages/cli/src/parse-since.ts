import { usageError } from './usage-error.ts';

const unitMs: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * Reads a point in time: `90m`, `24h`, `7d`, `4w` ago, `today` (UTC), or a date.
 *
 * @returns milliseconds since the epoch
 * @throws {VideoGatewayError} `invalid-request`
 */
export function parseSince(text: string, now: number): number {
  const ago = /^(\d+)([mhdw])$/.exec(text);
  if (ago !== null) return now - Number(ago[1]) * (unitMs[ago[2] ?? ''] ?? 0);
  if (text === 'today') return Math.floor(now / 86_400_000) * 86_400_000;
  const time = /^\d{4}-\d{2}-\d{2}(T.*)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(time)) return time;
  throw usageError(
    `--since: got "${text}"; allowed: 90m, 24h, 7d, 4w, today, or a date such as 2026-11-01`,
  );
}
