/** A file that a simulator serves. */
export interface StoredFile {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
}

/** The files that callers uploaded, by path. */
export interface FileStore {
  put(path: string, file: StoredFile): void;
  get(path: string, now: number): StoredFile | undefined;
}

/** Creates a {@link FileStore}. */
export function createFileStore(): FileStore {
  const files = new Map<string, StoredFile>();
  return {
    put: (path, file) => files.set(path, file),
    get(path, now) {
      const file = files.get(path);
      return file && now < file.expiresAt ? file : undefined;
    },
  };
}
