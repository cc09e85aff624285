const maxRedirects = 20;
const noBody = new Uint8Array(0);

interface FollowOptions {
  readonly send: (request: Request, body: Uint8Array) => Promise<Response>;
  readonly isOwn: (url: URL) => boolean;
  /** For the hosts of others. */
  readonly fetch: typeof fetch;
}

/** Sends a request and treats a 3xx as `fetch` does in the request's redirect mode. */
export async function followRedirects(request: Request, options: FollowOptions): Promise<Response> {
  let current = request;
  let body = request.body === null ? noBody : new Uint8Array(await request.arrayBuffer());
  let response = await options.send(current, body);
  for (let hop = 1; isRedirect(response) && request.redirect !== 'manual'; hop += 1) {
    if (request.redirect === 'error' || hop > maxRedirects) {
      const message = hop > maxRedirects ? 'redirect count exceeded' : 'unexpected redirect';
      throw new TypeError('fetch failed', { cause: new Error(message) });
    }
    if (!keepsMethod(current.method, response.status)) body = noBody;
    current = nextRequest(current, response, body);
    response = await (options.isOwn(new URL(current.url))
      ? options.send(current, body)
      : options.fetch(new Request(current, { redirect: 'manual' })));
  }
  return response;
}

function isRedirect(response: Response): boolean {
  return [301, 302, 303, 307, 308].includes(response.status) && response.headers.has('location');
}

// As browsers always did: only 307 and 308 repeat a POST.
function keepsMethod(method: string, status: number): boolean {
  return status >= 307 || (status !== 303 && method !== 'POST');
}

function nextRequest(request: Request, response: Response, body: Uint8Array<ArrayBuffer>): Request {
  const url = new URL(response.headers.get('location') ?? '', request.url);
  const headers = new Headers(request.headers);
  if (url.origin !== new URL(request.url).origin) {
    headers.delete('authorization');
    headers.delete('cookie');
  }
  const { redirect, signal } = request;
  if (keepsMethod(request.method, response.status)) {
    const sent = body.byteLength > 0 ? { body } : {};
    return new Request(url, { method: request.method, headers, redirect, signal, ...sent });
  }
  headers.delete('content-type');
  return new Request(url, { headers, redirect, signal });
}
