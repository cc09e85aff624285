import type { Secret } from '../secret.ts';

/** Removes a secret from every text in parsed JSON, which is changed in place. */
export function scrubJson(body: unknown, secret: Secret): unknown {
  if (typeof body === 'string') return secret.scrub(body);
  const holders: unknown[] = [body];
  // No recursion: a body may be nested deeper than the stack.
  for (let holder = holders.pop(); holder !== undefined; holder = holders.pop()) {
    if (typeof holder !== 'object' || holder === null) continue;
    for (const [name, value] of Object.entries(holder)) {
      if (typeof value === 'object' && value !== null) holders.push(value);
      if (typeof value !== 'string') continue;
      // Defined and not assigned, because a member may be called `__proto__`.
      Reflect.defineProperty(holder, name, { value: secret.scrub(value) });
    }
  }
  return body;
}
