import type { Agent } from 'undici';

let agent: Promise<Agent> | undefined;

/** Loaded at the first submit: planning needs no HTTP. Without pipelining it keeps no connection. */
function loadAgent(): Promise<Agent> {
  agent ??= import('undici').then((undici) => new undici.Agent({ pipelining: 0 }));
  return agent;
}

/**
 * The global `fetch`, over a connection of its own, for submits.
 *
 * A pooled connection that the vendor has just closed fails in the middle of a request, and nobody
 * can tell whether it arrived. A fresh one fails before anything is sent, or not for that reason.
 * `Connection: close` does not help, because it speaks of the time after the request.
 */
export const freshFetch: typeof fetch = async (input, init) => {
  const options: RequestInit = { ...init };
  // An option of Node's fetch that two declarations of undici describe in different words.
  Reflect.set(options, 'dispatcher', await loadAgent());
  return await fetch(input, options);
};
