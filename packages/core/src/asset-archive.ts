import type { AssetProgress } from './download/asset-options.ts';
import type { GuardedFetch } from './download/guarded-fetch.ts';

/** A produced file that is to be kept. */
export interface ArchiveFile {
  readonly jobId: string;
  /** Its place among the job's files, from 0. */
  readonly index: number;
  /** Where it can be read just now; it may be signed, so it is a secret. */
  readonly url: string;
}

/** What an archive is given to store a file with. */
export interface ArchiveOptions {
  readonly signal: AbortSignal;
  /** Reads the URL, with all checks. */
  readonly fetch: GuardedFetch;
  readonly onProgress: (progress: AssetProgress) => void;
}

/** A file that is kept. */
export interface ArchivedFile {
  /** Where it is kept: a path, or an address of the archive's own. */
  readonly location: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly mediaType: string;
}

/** Keeps produced files beyond the time that vendors do. */
export interface AssetArchive {
  /**
   * Stores one file. Storing the same file of the same job again must leave one copy, because a
   * process may die between the copy and its record. It has to end by itself: there is no limit of
   * time, because nobody knows how large a file is, and until it ends its job goes on running.
   *
   * @throws {VideoGatewayError} `asset-expired` when the URL is dead, so that a fresh one is asked for
   */
  store(file: ArchiveFile, options: ArchiveOptions): Promise<ArchivedFile>;
}
