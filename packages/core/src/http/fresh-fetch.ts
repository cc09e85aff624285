/**
 * The global `fetch`, over a connection of its own, for submits.
 *
 * A pooled connection that the vendor has just closed fails in the middle of a request, and nobody
 * can tell whether it arrived. A fresh one fails before anything is sent, or not for that reason.
 * `Connection: close` does not help, because it speaks of the time after the request.
 */
export const freshFetch: typeof fetch = async (input, init) => {
  // Loaded at the first submit: planning needs no HTTP.
  const { Agent } = await import('undici');
  // Without pipelining undici keeps no connection for later, so none of them can be stale.
  const dispatcher = new Agent({ pipelining: 0 });
  try {
    const options: RequestInit = { ...init };
    // An option of Node's fetch that two declarations of undici describe in different words.
    Reflect.set(options, 'dispatcher', dispatcher);
    return await fetch(input, options);
  } finally {
    // Resolves once the answer's body is read; until then the answer needs the connection.
    dispatcher.close().catch(() => {});
  }
};
