import type { KnownVendor } from '../vendors.ts';

/** Whom a probe asks. */
export interface ProbeTarget {
  /** The provider's id. */
  readonly provider: string;
  readonly vendor: KnownVendor['name'];
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly signal: AbortSignal;
}

export interface Question {
  /** Below the base URL, without a leading slash. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON by POST. */
  readonly json?: Readonly<Record<string, unknown>>;
}

/** What a vendor said, or why nothing could be heard. */
export type Heard =
  | { readonly status: number; readonly text: string; readonly body: unknown }
  | { readonly failed: string };

const timeoutMs = 15_000;
const maxCharacters = 4_000_000;

/** Asks a vendor once. Never throws, never follows a redirect, never shows the key. */
export async function askVendor(target: ProbeTarget, question: Question): Promise<Heard> {
  const { path, headers = {}, json } = question;
  const url = `${target.baseUrl.replace(/\/$/, '')}/${path}`;
  try {
    const response = await fetch(url, {
      method: json === undefined ? 'GET' : 'POST',
      headers: {
        ...headers,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      },
      redirect: 'manual',
      signal: AbortSignal.any([target.signal, AbortSignal.timeout(timeoutMs)]),
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const text = (await response.text()).slice(0, maxCharacters).replaceAll(target.apiKey, '***');
    return { status: response.status, text, body: parseJson(text) };
  } catch (error) {
    // An error of fetch may quote its request, so only its name and code are passed on.
    return { failed: describeFailure(error) };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1_000} s`;
  const { cause } = error;
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
  return typeof code === 'string' ? `no answer (${code})` : 'no answer';
}
