import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { downloadError } from './download-error.ts';
import { isPublicAddress } from './public-address.ts';

/**
 * A resolver for `net.connect` that answers with public addresses only, so that the address that
 * was checked is the one connected to. One forbidden record refuses the whole answer: a name that
 * mixes both is an attack, and the connection is free to pick any of them.
 */
export function checkedLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, address, family) => {
      if (error) return callback(error, '');
      // A copy, so that what was checked cannot change any more.
      const records: readonly LookupAddress[] =
        typeof address === 'string'
          ? [{ address, family: family ?? 0 }]
          : address.map((record) => ({ address: record.address, family: record.family }));
      const [first] = records;
      if (first === undefined || !records.every((record) => isPublicAddress(record.address))) {
        const message = `Refused to connect to ${hostname}: it has an address that is not public.`;
        return callback(downloadError({ code: 'archive-failed', message }), '');
      }
      if (options.all === true) return callback(null, [...records]);
      return callback(null, first.address, first.family);
    });
  };
}
