import { cutUrl, mapUrls } from './cut-url.ts';
import { mapStrings } from './map-strings.ts';

/** The whole addresses behind the cut ones that a recording run has seen. */
export interface SignedUrls {
  /** Cuts the addresses in an answer, and remembers them whole. */
  cut(text: string): string;
  /** The request with whole addresses again: a cut one opens nothing. */
  sign(request: Request): Promise<Request>;
}

export function createSignedUrls(): SignedUrls {
  // The newest signature of an address is the one that still holds.
  const wholeOf = new Map<string, string>();
  const toWhole = (text: string): string => mapUrls(text, (url) => wholeOf.get(url) ?? url);
  return {
    cut: (text) =>
      mapStrings(text, (value) =>
        mapUrls(value, (url) => {
          const cut = cutUrl(url);
          if (cut !== url) wholeOf.set(cut, url);
          return cut;
        }),
      ),
    async sign(request) {
      if (wholeOf.size === 0) return request;
      const url = wholeOf.get(request.url) ?? request.url;
      const text = isText(request) ? await request.clone().text() : '';
      const signed = mapStrings(text, toWhole);
      if (url === request.url && signed === text) return request;
      const { method, headers, signal, redirect } = request;
      // A request without a text has a picture, which is passed on as it is.
      const body = signed === '' ? request.body && (await request.blob()) : signed;
      return new Request(url, { method, headers, signal, redirect, body });
    },
  };
}

function isText(request: Request): boolean {
  return /json|text|urlencoded/i.test(request.headers.get('content-type') ?? '');
}
