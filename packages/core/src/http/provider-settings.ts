import type { OfferOverrides } from '../offer.ts';
import type { ApiKeySetting } from './api-key.ts';

/** What every adapter's factory takes. */
export interface ProviderSettings {
  /**
   * The vendor's key, or a function that yields it. Read at the first call; without one that call
   * throws `authentication`, naming the environment variable.
   */
  readonly apiKey?: ApiKeySetting | undefined;
  /** Where the vendor's API is. */
  readonly baseUrl?: string | undefined;
  /** Sent with every request to the vendor, and never to where results are kept. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * How long to wait for an answer, in milliseconds. A submit that is given up early may still be
   * billed, so do not make it short.
   *
   * @default 60_000
   */
  readonly timeoutMs?: number | undefined;
  /** Replaces the global `fetch`. */
  readonly fetch?: typeof fetch | undefined;
  /** Tells two accounts at one vendor apart: `[a-z0-9-]`. @default the vendor's name */
  readonly id?: string | undefined;
  /** Changes or adds offers and prices, by our model id. */
  readonly models?: OfferOverrides | undefined;
}

/** The settings that have a default, filled in and checked. */
export interface CheckedSettings {
  readonly id: string;
  readonly baseUrl: string;
  readonly timeoutMs: number;
}

/**
 * Fills in and checks what every adapter's settings have in common.
 *
 * @throws {TypeError} naming the setting, its value and what is allowed
 */
export function checkProviderSettings(
  settings: ProviderSettings,
  defaults: { readonly id: string; readonly baseUrl: string },
): CheckedSettings {
  const { id = defaults.id, baseUrl = defaults.baseUrl, timeoutMs = 60_000 } = settings;
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(id)) {
    throw new TypeError(`id: got "${id}"; allowed: 1 to 64 of a-z, 0-9 and -.`);
  }
  const url = URL.parse(baseUrl);
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    url.username + url.password !== '' ||
    url.search !== ''
  ) {
    throw new TypeError(`baseUrl of ${id}: allowed: an http(s) URL without credentials or query.`);
  }
  if (!Number.isFinite(timeoutMs) || timeoutMs <= 0) {
    throw new TypeError(
      `timeoutMs of ${id}: got ${timeoutMs}; allowed: a number of milliseconds above 0.`,
    );
  }
  return { id, baseUrl, timeoutMs };
}
