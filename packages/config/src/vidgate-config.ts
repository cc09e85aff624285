import type {
  BudgetSettings,
  LivePriceSettings,
  OfferOverrides,
  PollingSettings,
  RoutingSettings,
  UnknownSubmitPolicy,
} from '@vidgate/core';
import type { EnvironmentReference } from './environment.ts';

/** What a profile can change. It replaces field by field, one level deep: a list or a limit as a whole. */
export interface ProfileConfig {
  /**
   * The SQLite file with the jobs, from the config file's folder on; its folder is made when it is
   * first used. All processes that work on the same jobs need the same file.
   *
   * @default '.vidgate/ledger.db'
   */
  readonly ledger?: string | undefined;
  /**
   * A folder that finished videos are copied to, from the config file's folder on.
   *
   * @default none: files stay at their vendors, which delete them after a day or so
   */
  readonly archive?: string | undefined;
  /** How a provider is chosen. @default { sort: 'price' } */
  readonly routing?: RoutingSettings | undefined;
  /**
   * `adapt` rounds cfg to a vendor's step and leaves the ratio out where a start frame decides it;
   * `strict` leaves such a provider out. @default 'adapt'
   */
  readonly fit?: 'adapt' | 'strict' | undefined;
  /** What all jobs together may cost, in dollars. @default no limit */
  readonly budget?: BudgetSettings | undefined;
  /** What follows when nothing could settle a submit in doubt. @default 'hold' */
  readonly onUnknownSubmit?: UnknownSubmitPolicy | undefined;
  /** Whether what one vendor's moderation refused is tried at others. @default 'stop' */
  readonly onContentRejected?: 'stop' | 'try-others' | undefined;
  /** How tasks are followed, in milliseconds. @default the hints of each offer */
  readonly polling?: PollingSettings | undefined;
  /** Where `handleWebhook` is mounted, as vendors reach it. @default none: tasks are polled */
  readonly webhooks?: { readonly baseUrl: string } | undefined;
  /** Whether vendors' published prices are read. @default { maxAgeMs: 86_400_000 } */
  readonly livePrices?: LivePriceSettings | undefined;
  /** How long finished jobs are kept, in milliseconds; at least 86_400_000. @default for ever */
  readonly keepFinishedForMs?: number | undefined;
  /** Under which balance, in dollars, an account counts as low. @default 5 */
  readonly lowBalanceUsd?: number | undefined;
}

/** What a config file holds. */
export interface VidgateConfig extends ProfileConfig {
  /** Where an editor finds the schema of a JSON file; not read by Vidgate. */
  readonly $schema?: string | undefined;
  /**
   * Who can be asked, by id, or in a list. Among equal prices the earlier one is asked first. Ids are
   * 1 to 64 of `a-z`, `0-9` and `-`, and are kept with each job: do not rename one while it has jobs.
   */
  readonly providers: Readonly<Record<string, ProviderConfig>> | readonly ListedProviderConfig[];
  /** Settings under a name, besides `cheapest`, `safest` and `fastest`, or instead of those. */
  readonly profiles?: Readonly<Record<string, ProfileConfig>> | undefined;
}

/** One account at one vendor. */
export interface ProviderConfig {
  /**
   * Whose adapter: `apixo`, `apiframe`, `aimlapi`, `fal`, or the name of an installed package.
   *
   * @default the provider's id
   */
  readonly use?: string | undefined;
  /** Where the key is. @default the vendor's own variable, such as `APIXO_API_KEY` */
  readonly apiKey?: EnvironmentReference | undefined;
  /** Where the vendor's API is: an http(s) URL without credentials or query. @default the vendor's */
  readonly baseUrl?: string | undefined;
  /** How long to wait for an answer, in milliseconds; do not make it short. @default 60_000 */
  readonly timeoutMs?: number | undefined;
  /** Sent with every request to the vendor. A value that is a secret is a reference. */
  readonly headers?: Readonly<Record<string, string | EnvironmentReference>> | undefined;
  /** Changes or adds offers and prices, by model. */
  readonly models?: OfferOverrides | undefined;
  /** With `false` it is as if it were not there, also in `routing`. @default true */
  readonly enabled?: boolean | undefined;
  /** The vendor's own settings, as its factory takes them. */
  readonly [setting: string]: unknown;
}

/** A provider in a list. */
export interface ListedProviderConfig extends ProviderConfig {
  /** @default what `use` says */
  readonly id?: string | undefined;
  readonly use: string;
}
