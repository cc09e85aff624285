import type { LookupFunction } from 'node:net';

export interface LookupStub {
  readonly lookup: LookupFunction;
  readonly asked: readonly string[];
}

/** Knows only the names it is given; everything else does not exist, so nothing leaves the machine. */
export function lookupStub(names: Readonly<Record<string, readonly string[]>>): LookupStub {
  const asked: string[] = [];
  return {
    asked,
    lookup: (hostname, _options, callback) => {
      asked.push(hostname);
      const addresses = names[hostname] ?? [];
      if (addresses.length === 0) {
        const error = new Error(`getaddrinfo ENOTFOUND ${hostname}`);
        return callback(Object.assign(error, { code: 'ENOTFOUND', syscall: 'getaddrinfo' }), '');
      }
      const records = addresses.map((address) => ({
        address,
        family: address.includes(':') ? 6 : 4,
      }));
      return callback(null, records);
    },
  };
}
