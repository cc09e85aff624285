/** The hosts that a simulator answers for. */
export interface Origins {
  readonly api: string;
  readonly all: readonly string[];
  /** A URL of the file host, or of the public origin while the simulator is served there. */
  fileUrl(path: string): string;
  /** Whether files are served at this origin. */
  servesFiles(origin: string): boolean;
  /** Whether the API is served at this origin. */
  servesApi(origin: string): boolean;
  /** Serves API and files at `origin` too, and points new URLs there; the result undoes it. */
  serveAt(origin: string): () => void;
}

/** Creates {@link Origins}. */
export function createOrigins(settings: {
  api: string;
  files: string;
  publicUrl: string | undefined;
}): Origins {
  const { api, files } = settings;
  let served = settings.publicUrl === undefined ? undefined : new URL(settings.publicUrl).origin;
  return {
    api,
    get all() {
      return served === undefined ? [api, files] : [api, files, served];
    },
    fileUrl: (path) => `${served ?? files}${path}`,
    servesFiles: (origin) => origin === files || origin === served,
    servesApi: (origin) => origin === api || origin === served,
    serveAt(origin) {
      const before = served;
      served = origin;
      return () => {
        served = before;
      };
    },
  };
}
