import type { Delivery } from './hook-server.ts';
import type { Journal } from './journal.ts';
import { createJournal } from './journal.ts';

/** A report that a vendor has tried to deliver; without a status it was lost on the way. */
export interface SentReport extends Delivery {
  readonly url: string;
  readonly status?: number;
}

export interface ObservedReports {
  /** What a simulator is to deliver with: the real fetch, on this machine only. */
  readonly fetch: typeof fetch;
  /** Every report, once it is answered or lost. */
  readonly sent: Journal<SentReport>;
  /** From now on no report arrives. */
  lose(): void;
}

export function observeReports(): ObservedReports {
  const sent = createJournal<SentReport>();
  let isLost = false;
  return {
    sent,
    lose() {
      isLost = true;
    },
    async fetch(input, init) {
      const url = String(input);
      if (new URL(url).hostname !== '127.0.0.1') throw new Error(`${url} is not on this machine.`);
      const headers = Object.fromEntries(new Headers(init?.headers));
      const report = { url, headers, body: String(init?.body) };
      if (isLost) {
        sent.add(report);
        throw new TypeError('fetch failed');
      }
      const response = await fetch(input, init);
      sent.add({ ...report, status: response.status });
      return response;
    },
  };
}
