import type { VendorSimulator } from './kernel/vendor-simulator.ts';

/** Reads files of simulated vendors, in the shape of a gateway's `download.fetch`. */
export type DownloadFetch = (
  url: string | URL,
  options?: {
    readonly signal?: AbortSignal | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
  },
) => Promise<{
  readonly status: number;
  readonly headers: Headers;
  readonly url: string;
  readonly body: ReadableStream<Uint8Array>;
}>;

/**
 * Makes the `download: { fetch }` of a gateway whose vendors are simulated in this process.
 *
 * A gateway downloads results over a connection of its own, which msw does not see, and from public
 * addresses only; the simulators' file hosts have none. Only the simulators' files are read.
 *
 * @throws {TypeError} from the fetch, for a host that none of the simulators has
 */
export function toDownloadFetch(...simulators: readonly VendorSimulator[]): DownloadFetch {
  return async (given, { signal, headers } = {}) => {
    const url = new URL(given);
    const simulator = simulators.find(({ origins }) => origins.includes(url.origin));
    if (simulator === undefined) throw new TypeError(`No simulated vendor has ${url.origin}.`);
    const response = await simulator.fetch(url, {
      ...(signal === undefined ? {} : { signal }),
      ...(headers === undefined ? {} : { headers }),
    });
    const body = response.body ?? new ReadableStream({ start: (empty) => empty.close() });
    return { status: response.status, headers: response.headers, url: url.href, body };
  };
}
