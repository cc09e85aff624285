import { createHash } from 'node:crypto';
import { cutUrl, mapUrls } from './cut-url.ts';
import type { FreshNames } from './fresh-names.ts';
import { isJson, mapStrings } from './map-strings.ts';
import type { SecretCutter } from './secret-cutter.ts';

/** A question by what lasts of it: another run that asks the same has the same one. */
export interface AskedQuestion {
  readonly method: string;
  readonly url: string;
  /** The body as text, or what it is where it is none. */
  readonly body: string | undefined;
  /** Where its exchanges lie, relative to the folder: host, method, path and a fingerprint. */
  readonly place: string;
  /** What this question made up, to be learned under the number of its turn. */
  readonly fresh: readonly string[];
}

/** Names of headers that carry what a client makes up for each call. */
const freshHeader = /idempotency|request-id|client-reference|correlation-id/i;
/** Names of fields and parameters that carry an address of the caller's own. */
const callbackName = /webhook|callback/i;
const callback = '[callback]';
/** Characters; a shorter name may stand in any text by chance. */
const shortestName = 8;
const slugLength = 60;

/**
 * Reads a question, and what is to be kept of it: no headers, no secrets, no signatures, no names
 * that the next run will not have.
 */
export async function readQuestion(
  request: Request,
  names: FreshNames,
  secrets: SecretCutter,
): Promise<AskedQuestion> {
  const fresh = [...request.headers].flatMap(([name, value]) =>
    freshHeader.test(name) && value.length >= shortestName ? value : [],
  );
  const last = (text: string): string =>
    secrets.text(mapUrls(names.toLasting(withoutOwn(text, fresh)), cutUrl));
  const url = last(withoutCallback(withoutTimes(request.url), fresh));
  const body = await readBody(request, last, fresh);
  const { method } = request;
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([method, url, body ?? null]))
    .digest('hex')
    .slice(0, 12);
  const { host, pathname } = new URL(url);
  const slug = pathname.replaceAll(/[^A-Za-z0-9.]+/g, '-').replaceAll(/^-|-$/g, '');
  const place = `${host.replaceAll(/[^A-Za-z0-9.-]/g, '_')}/${method}-${slug.slice(0, slugLength)}-${fingerprint}`;
  return { method, url, body, place, fresh };
}

/** Gives what a question made up the name that it has in the files. */
export function learnFresh(asked: AskedQuestion, turn: number, names: FreshNames): void {
  const [, fingerprint = ''] = /-([0-9a-f]{12})$/.exec(asked.place) ?? [];
  asked.fresh.forEach((value, index) => {
    names.learn(value, `[fresh-${fingerprint}-${turn}-${index + 1}]`);
  });
}

async function readBody(
  request: Request,
  last: (text: string) => string,
  fresh: string[],
): Promise<string | undefined> {
  const bytes = Buffer.from(await request.clone().arrayBuffer());
  if (bytes.byteLength === 0) return undefined;
  const type = request.headers.get('content-type') ?? '';
  const [, boundary] = /boundary="?([^";]+)/i.exec(type) ?? [];
  if (boundary !== undefined) {
    // Drawn by lot for each body; what lies between may be a picture.
    const parts = bytes.toString('latin1').replaceAll(boundary, 'boundary');
    return `[${type.split(';')[0]}, sha256 ${createHash('sha256').update(parts, 'latin1').digest('hex')}]`;
  }
  const text = bytes.toString();
  if (!isJson(text)) return last(text);
  return mapStrings(withoutCallbackFields(text, fresh), last);
}

/** Before its turn is known, so that the first question of a kind is told by the same text as the next. */
function withoutOwn(text: string, fresh: readonly string[]): string {
  return fresh.reduce((left, name) => left.replaceAll(name, '[fresh]'), text);
}

/** The callback's address is a field's value; it carries the attempt's token. */
function withoutCallbackFields(text: string, fresh: string[]): string {
  return text.replaceAll(
    /("[^"\\]*(?:\\.[^"\\]*)*"\s*:\s*)("https?:[^"\\]*(?:\\.[^"\\]*)*")/g,
    (whole, name: string, value: string) => {
      if (!callbackName.test(name)) return whole;
      // A JSON string by the pattern.
      fresh.push(String(JSON.parse(value)));
      return `${name}"${callback}"`;
    },
  );
}

function withoutCallback(url: string, fresh: string[]): string {
  return url.replaceAll(/([?&])([^=&#]*)=([^&#]*)/g, (whole, sign: string, name, value: string) => {
    if (!callbackName.test(name)) return whole;
    fresh.push(decode(value));
    return `${sign}${name}=${callback}`;
  });
}

/** A look-up asks for a span around now; which one is a matter of the day. */
function withoutTimes(url: string): string {
  return url.replaceAll(
    /\d{4}-\d\d-\d\dT\d\d(?::|%3A)\d\d(?::|%3A)\d\d(?:\.\d+)?(?:Z|%2B[\d:%A]*)/gi,
    '[time]',
  );
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
