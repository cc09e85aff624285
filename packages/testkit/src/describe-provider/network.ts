/** A request as an adapter sent it. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What happens to one request in place of the vendor's answer. */
export interface NetworkFault {
  /** Whether the vendor gets the request and does its work before the answer is lost. */
  readonly accepted: boolean;
  answer(request: Request, network: Network): Response | Promise<Response>;
}

/** All that is between an adapter and its vendor: it sees every request and can lose every answer. */
export interface Network {
  readonly fetch: typeof fetch;
  readonly sent: readonly SentRequest[];
  /** The next request meets this. */
  next(fault: NetworkFault): void;
  /** Sees a request that `fetch` makes by itself, such as to where a redirect points. */
  see(request: SentRequest): void;
}

export function createNetwork(vendorFetch: typeof fetch): Network {
  const sent: SentRequest[] = [];
  const faults: NetworkFault[] = [];
  const network: Network = {
    sent,
    next: (fault) => void faults.push(fault),
    see: (request) => void sent.push(request),
    async fetch(input, init) {
      const request = new Request(input, init);
      request.signal.throwIfAborted();
      sent.push({
        method: request.method,
        url: request.url,
        headers: Object.fromEntries(request.headers),
        body: await request.clone().text(),
      });
      const fault = faults.shift();
      if (fault === undefined)
        return await vendorFetch(request).catch((error: unknown) => crash(request, error));
      if (fault.accepted) await (await vendorFetch(request.clone())).text();
      return await fault.answer(request, network);
    },
  };
  return network;
}

/** A vendor's double that throws is not a network that fails: its author shall read what it was. */
function crash({ signal }: Request, error: unknown): Response {
  if (signal.aborted) throw signal.reason;
  const said = `the vendor's double threw ${String(error)}`;
  return Response.json({ code: 599, error: said, message: said }, { status: 599 });
}
