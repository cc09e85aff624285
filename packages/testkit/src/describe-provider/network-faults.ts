import type { NetworkFault, SentRequest } from './network.ts';

type Answer = NetworkFault['answer'];

/** Before: the vendor never sees the request. After: it has done its work. */
export function before(answer: Answer): NetworkFault {
  return { accepted: false, answer };
}

export function after(answer: Answer): NetworkFault {
  return { accepted: true, answer };
}

/** Fails as Node's `fetch` does: a TypeError with the system's error as its cause. */
export function breaks(code: string, syscall: string): Answer {
  return () => {
    const cause = Object.assign(new Error(`${syscall} ${code}`), { code, syscall });
    throw new TypeError('fetch failed', { cause });
  };
}

/** Never answers, until the signal aborts. */
export const silence: Answer = ({ signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/** Answers with 200 and never ends its body. */
export const stalledBody: Answer = ({ signal }) =>
  json(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{'));
        signal.addEventListener('abort', () => controller.error(signal.reason), { once: true });
      },
    }),
  );

/** A gateway's page in place of the vendor's JSON. */
export function page(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return () =>
    new Response(`<html><body><h1>${status}</h1></body></html>`, {
      status,
      headers: { 'content-type': 'text/html', ...headers },
    });
}

/** 200, or another status, with this text as JSON. */
export function says(text: string, status = 200): Answer {
  return () => json(text, status);
}

export const saysNothing: Answer = () => new Response(null, { status: 204 });

/** Points elsewhere, and shows what a `fetch` that follows would send there. */
export function redirects(status: number, location: string): Answer {
  return (request, network) => {
    if (request.redirect === 'error') throw new TypeError('fetch failed');
    if (request.redirect === 'manual') {
      return new Response(null, { status, headers: { location } });
    }
    const method = status === 307 || status === 308 ? request.method : 'GET';
    const followed: SentRequest = {
      method,
      url: location,
      headers: Object.fromEntries(request.headers),
      body: '',
    };
    network.see(followed);
    return json('{}');
  };
}

/** Far too long a body, made while it is read; `read` tells how much of it was. */
export function endlessBody(): { readonly answer: Answer; readonly read: () => number } {
  const chunk = new Uint8Array(64 * 1024).fill(0x20);
  let length = 0;
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    length += chunk.length;
    // A cap, because an adapter that reads on shall fail the case and not the machine.
    if (length > 64 * 1024 * 1024) controller.close();
    else controller.enqueue(chunk);
  };
  return { answer: () => json(new ReadableStream({ pull })), read: () => length };
}

/** Repeats everything that it was sent, in every member that vendors put their texts in. */
export function echoes(status: number): Answer {
  return (request) => {
    const said = [...request.headers].map(([name, value]) => `${name}: ${value}`).join(' ');
    const texts = { error: said, message: said, detail: said, details: { [said]: [said] } };
    const body = {
      ...texts,
      code: said,
      requestId: said,
      data: texts,
      id: [said],
      status: { said },
    };
    return new Response(JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/json', 'x-request-id': said, 'retry-after': said },
    });
  };
}

function json(body: string | ReadableStream<Uint8Array>, status = 200): Response {
  return new Response(body, { status, headers: { 'content-type': 'application/json' } });
}
