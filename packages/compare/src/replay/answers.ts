import type { GuardedFetch } from '@vidgate/core/download';

/** The network as a gateway sees it: both are given to it in place of the real ones. */
export interface Answers {
  /** For the `fetch` setting of every adapter. */
  readonly fetch: typeof fetch;
  /** For the gateway's `download.fetch`: the files that were made. */
  readonly download: GuardedFetch;
}

/** One question to the network, whichever of the two asks it. */
export interface Question {
  readonly request: Request;
  /** The answer is a file, and is not held in memory. */
  readonly isDownload: boolean;
}

/** What the network said. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array> | null;
}

/** Makes the two faces of a network out of one function that answers. */
export function toAnswers(answer: (question: Question) => Promise<Answer>): Answers {
  return {
    async fetch(input, init) {
      const request = new Request(input, init);
      const { status, headers, body } = await answer({ request, isDownload: false });
      return new Response(body, { status, headers });
    },
    async download(url, { signal } = {}) {
      // Whole files only: a range would make the order of two downloads matter.
      const request = new Request(url, signal === undefined ? {} : { signal });
      const { body, ...rest } = await answer({ request, isDownload: true });
      return { ...rest, url: String(url), body: body ?? new ReadableStream({ start: end }) };
    },
  };
}

function end(controller: ReadableStreamDefaultController<Uint8Array>): void {
  controller.close();
}
