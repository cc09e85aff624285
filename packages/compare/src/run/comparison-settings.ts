import type { GatewaySettings, Ports, VideoProvider, VideoRequestInput } from '@vidgate/core';
import type { Sample } from '../comparison-run.ts';
import type { ComparisonEstimate } from './estimate.ts';

/** A request that every provider is asked for. */
export interface ComparisonRequest extends VideoRequestInput {
  /**
   * What the report calls it: up to 64 characters of `[A-Za-z0-9._-]`, unlike the others'.
   *
   * @default `request-1`, `request-2` and so on, by its place
   */
  readonly id?: string | undefined;
}

/** What a comparison needs to know before anything is paid. */
export interface EstimateSettings {
  /** What is asked for, at least one. A provider that cannot serve one of them is left out of it. */
  readonly requests: readonly ComparisonRequest[];
  /** Who is compared, at least one. */
  readonly providers: readonly VideoProvider[];
  /** How often each provider is asked for each request: a whole number from 1 to 1000. @default 3 */
  readonly repeats?: number | undefined;
  /**
   * The most that the whole run may cost, in dollars: of all its samples together, on whatever day,
   * and however often it is interrupted and goes on. A provider whose price is not known is left out;
   * its adapter's `models` setting names a price.
   */
  readonly maxUsd: number;
  /** What of a gateway matters here. */
  readonly gateway?: ComparisonGatewaySettings | undefined;
  /** Time, randomness and ids. @default the system's */
  readonly ports?: Ports | undefined;
}

/** Settings of the gateway that a comparison makes; what is fair or safe by itself is not among them. */
export interface ComparisonGatewaySettings {
  /** How results, and frames that are given as URLs, are downloaded, and from where. */
  readonly download?: GatewaySettings['download'];
  /**
   * How tasks are followed: the same at every provider, because times can be told no finer than this.
   *
   * @default { firstDelayMs: 5_000, intervalMs: 5_000 }
   */
  readonly polling?: GatewaySettings['polling'];
  /** Puts frames at a URL for vendors that take nothing else. @default the first upload there is */
  readonly staging?: GatewaySettings['staging'];
  /** How long a submit in doubt is settled by itself, in milliseconds. @default 900_000 */
  readonly reconcileForMs?: number | undefined;
  /**
   * How often this process says that it is alive, in milliseconds. Where it was killed, its samples
   * are followed again after three times as long.
   *
   * @default 1_000
   */
  readonly heartbeatMs?: number | undefined;
}

/** Settings of `compareProviders`. */
export interface ComparisonSettings extends EstimateSettings {
  /**
   * Where the run is kept; made if it is missing. Where a run with the same requests, providers,
   * `repeats`, `concurrency` and `seed` lies already, that one goes on; `maxUsd` may be another.
   */
  readonly folder: string;
  /** How many samples are under way at once, whoever makes them: from 1 to 100. @default 3 */
  readonly concurrency?: number | undefined;
  /** Orders the samples: a whole number. The same seed gives the same order. @default 1 */
  readonly seed?: number | undefined;
  /** Whether the providers are simulated ones, so that reports say so. @default false */
  readonly simulated?: boolean | undefined;
  /**
   * Is asked once before anything is sent or written; anything but `true` ends it with `aborted`.
   * Not asked where nothing is left to be sent.
   *
   * @default goes ahead: `maxUsd` is kept either way
   */
  readonly confirm?: ((estimate: ComparisonEstimate) => boolean | Promise<boolean>) | undefined;
  /**
   * Ends the run early: nothing more is sent, nothing that is under way is waited for, and the run
   * is returned with `endedEarly`. The same call goes on with it, and pays for nothing twice.
   */
  readonly signal?: AbortSignal | undefined;
  /** Hears of each sample. What it throws becomes a process warning. */
  readonly onProgress?: ((progress: ComparisonProgress) => void) | undefined;
}

/** Something that happened to a sample. */
export interface ComparisonProgress {
  /** `started`: it is sent, or followed again. `ended`: it is over. `measured`: its pictures are compared. */
  readonly type: 'started' | 'ended' | 'measured';
  readonly sample: Sample;
  /** How many samples are over, this one included. */
  readonly done: number;
  /** How many there are. */
  readonly total: number;
}

/** Settings with what they are by default. */
export interface CompleteSettings extends ComparisonSettings {
  readonly repeats: number;
  readonly concurrency: number;
  readonly seed: number;
  readonly simulated: boolean;
}

/** @throws {TypeError} naming the setting, its value and what is allowed */
export function completeSettings(settings: ComparisonSettings): CompleteSettings {
  const { repeats = 3, concurrency = 3, seed = 1, simulated = false } = settings;
  checkEstimateSettings({ ...settings, repeats });
  requireWhole('concurrency', concurrency, 1, 100);
  requireWhole('seed', seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  if (typeof settings.folder !== 'string' || settings.folder === '') {
    throw new TypeError('folder: needed; allowed: the path of a folder for the run.');
  }
  return { ...settings, repeats, concurrency, seed, simulated };
}

/** @throws {TypeError} naming the setting, its value and what is allowed */
export function checkEstimateSettings(settings: EstimateSettings): void {
  const { requests, providers, repeats = 3, maxUsd } = settings;
  if (!Array.isArray(requests) || requests.length === 0) {
    throw new TypeError('requests: at least one is needed; a prompt alone makes one.');
  }
  if (!Array.isArray(providers) || providers.length === 0) {
    throw new TypeError('providers: at least one is needed; two or more make a comparison.');
  }
  requireWhole('repeats', repeats, 1, 1_000);
  if (!Number.isFinite(maxUsd) || maxUsd <= 0) {
    throw new TypeError(`maxUsd: got ${maxUsd}; allowed: a number of dollars above 0.`);
  }
}

function requireWhole(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new TypeError(`${name}: got ${value}; allowed: a whole number from ${least} to ${most}.`);
}
