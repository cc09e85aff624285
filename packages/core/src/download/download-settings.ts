import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Clock } from '../ports.ts';
import { systemClock } from '../ports.ts';

/** What a guarded fetch may reach, and for how long and how much. */
export interface DownloadSettings {
  /**
   * Hosts that are opened for a sandbox: `host` (its ports 80 and 443) or `host:port`. There, and
   * only there, plain http and private addresses are allowed. Names match exactly, without
   * wildcards; an IPv6 address is written in brackets.
   *
   * @default [] (nothing is opened)
   */
  readonly allowHosts?: readonly string[];
  /**
   * Bytes of one body, declared or received, after which it is refused.
   *
   * @default 2_147_483_648 (2 GiB)
   */
  readonly maxBytes?: number;
  /**
   * Milliseconds for resolving, connecting and the TLS handshake, anew for each redirect.
   *
   * @default 5_000
   */
  readonly connectTimeoutMs?: number;
  /**
   * Milliseconds without an answer, or without the next chunk that was asked for.
   *
   * @default 15_000
   */
  readonly idleTimeoutMs?: number;
  /**
   * Milliseconds from the call to the last byte of the body, redirects included.
   *
   * @default 600_000 (10 minutes)
   */
  readonly totalTimeoutMs?: number;
  /**
   * Resolves names, in the shape of `dns.lookup`. Its answers are checked, whatever it is.
   *
   * @default `dns.lookup`
   */
  readonly lookup?: LookupFunction;
  /**
   * For all of the time-outs above.
   *
   * @default the system's clock
   */
  readonly clock?: Clock;
}

/** The settings that concern one connection and its body, complete. */
export interface DownloadLimits {
  readonly maxBytes: number;
  readonly connectTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly totalTimeoutMs: number;
  readonly lookup: LookupFunction;
  readonly clock: Clock;
}

// Longer timers fire at once.
const longestTimerMs = 2_147_483_647;

export function toDownloadLimits(settings: DownloadSettings): DownloadLimits {
  const limits: DownloadLimits = {
    maxBytes: settings.maxBytes ?? 2 * 1024 ** 3,
    connectTimeoutMs: settings.connectTimeoutMs ?? 5_000,
    idleTimeoutMs: settings.idleTimeoutMs ?? 15_000,
    totalTimeoutMs: settings.totalTimeoutMs ?? 600_000,
    lookup: settings.lookup ?? systemLookup,
    clock: settings.clock ?? systemClock,
  };
  requireNumber('maxBytes', limits.maxBytes, Number.MAX_SAFE_INTEGER);
  requireNumber('connectTimeoutMs', limits.connectTimeoutMs, longestTimerMs);
  requireNumber('idleTimeoutMs', limits.idleTimeoutMs, longestTimerMs);
  requireNumber('totalTimeoutMs', limits.totalTimeoutMs, longestTimerMs);
  return limits;
}

export function requireNumber(name: string, value: number, most: number): void {
  if (value > 0 && value <= most) return;
  throw new TypeError(`${name} is ${value}: expected a number above 0 and at most ${most}.`);
}
