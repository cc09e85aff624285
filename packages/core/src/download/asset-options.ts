import type { Clock } from '../ports.ts';
import type { GuardedFetch } from './guarded-fetch.ts';

/** How far reading an asset has come. */
export interface AssetProgress {
  /** Bytes in hand. Falls back to a smaller number where a download had to begin again. */
  readonly bytes: number;
  /** Bytes of the whole file; absent where the server does not say. */
  readonly totalBytes?: number;
}

/** Options of reading or saving one produced file. */
export interface AssetOptions {
  /** @default a guarded fetch with its default settings */
  readonly fetch?: GuardedFetch | undefined;
  /** Ends the download at once. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Bytes of the whole file, declared or received, after which it is refused. The cap of `fetch`
   * itself applies as well.
   *
   * @default 2_147_483_648 (2 GiB); 536_870_912 (512 MiB) for `readAsset`
   */
  readonly maxBytes?: number | undefined;
  /**
   * `video` refuses a file whose first bytes are not those of a video, so that an error page is
   * never kept as one; `any` takes whatever comes.
   *
   * @default 'video'
   */
  readonly expect?: 'video' | 'any' | undefined;
  /** Called after each piece. What it throws ends the download. */
  readonly onProgress?: ((progress: AssetProgress) => void) | undefined;
  /**
   * For the pauses before a broken download is resumed.
   *
   * @default the system's clock
   */
  readonly clock?: Clock | undefined;
}
