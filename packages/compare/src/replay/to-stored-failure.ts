import type { StoredFailure } from './exchange.ts';

/** The system's code and call in what a fetch threw; all else may quote addresses and headers. */
export function toStoredFailure(error: unknown): StoredFailure | undefined {
  for (let link = error, depth = 0; depth < 6; depth += 1, link = Reflect.get(link, 'cause')) {
    if (typeof link !== 'object' || link === null) return undefined;
    const code: unknown = Reflect.get(link, 'code');
    const call: unknown = Reflect.get(link, 'syscall');
    if (typeof code !== 'string' || !/^[A-Z][A-Z0-9_]{2,60}$/.test(code)) continue;
    return typeof call === 'string' && /^[a-z]{1,20}$/.test(call) ? { code, call } : { code };
  }
  return undefined;
}

/** What a fetch would throw for it. */
export function toFetchFailure({ code, call }: StoredFailure): TypeError {
  const cause = Object.assign(new Error(code), { code }, call !== undefined && { syscall: call });
  return new TypeError('fetch failed', { cause });
}
