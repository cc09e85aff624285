/** The hosts that a simulator answers for. */
export interface Origins {
  readonly api: string;
  readonly all: readonly string[];
  /** A URL of the file host, or of the public origin while the simulator is served there. */
  fileUrl(path: string): string;
  /** Whether files are served at this origin. */
  servesFiles(origin: string): boolean;
  /** Whether the API, or the part of it that has a host of its own, is served at this origin. */
  servesApi(origin: string, host?: string): boolean;
  /** Serves API and files at `origin` too, and points new URLs there; the result undoes it. */
  serveAt(origin: string): () => void;
}

/** Creates {@link Origins}. */
export function createOrigins(settings: {
  api: string;
  files: string;
  /** Further hosts of the API. */
  others: readonly string[];
  publicUrl: string | undefined;
}): Origins {
  const { api, files, others } = settings;
  let served = settings.publicUrl === undefined ? undefined : new URL(settings.publicUrl).origin;
  return {
    api,
    get all() {
      return [api, files, ...others, ...(served === undefined ? [] : [served])];
    },
    fileUrl: (path) => `${served ?? files}${path}`,
    servesFiles: (origin) => origin === files || origin === served,
    servesApi: (origin, host = api) => origin === host || origin === served,
    serveAt(origin) {
      const before = served;
      served = origin;
      return () => {
        served = before;
      };
    },
  };
}
