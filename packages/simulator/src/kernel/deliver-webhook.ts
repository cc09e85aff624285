import type { SimulatorClock } from './simulator-clock.ts';
import { delay } from './simulator-clock.ts';

type SentHeaders = Readonly<Record<string, string>>;

/** One attempt to deliver a webhook. */
export interface WebhookDelivery {
  readonly url: string;
  readonly body: string;
  readonly headers: SentHeaders;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** 1 for the first try. */
  readonly attempt: number;
  /** The receiver's HTTP status; undefined when it did not answer. */
  readonly status?: number;
}

export interface WebhookCourier {
  readonly deliveries: readonly WebhookDelivery[];
  /** Resolves true when the receiver took it. Headers that depend on the time are made per try. */
  deliver(
    url: string,
    body: string,
    headers: SentHeaders | ((at: number) => SentHeaders),
  ): Promise<boolean>;
}

/** Creates a courier that tries once, and again after each of `retryDelaysMs`. */
export function createWebhookCourier(settings: {
  fetch: typeof fetch;
  clock: SimulatorClock;
  timeoutMs: number;
  retryDelaysMs: readonly number[];
  isTaken: (status: number) => boolean;
}): WebhookCourier {
  const { clock } = settings;
  const deliveries: WebhookDelivery[] = [];
  return {
    deliveries,
    async deliver(url, body, headers) {
      for (const [index, delayMs] of [0, ...settings.retryDelaysMs].entries()) {
        if (index > 0) await delay(clock, delayMs, new AbortController().signal);
        const at = clock.now();
        const own = typeof headers === 'function' ? headers(at) : headers;
        const sent = { 'content-type': 'application/json', ...own };
        const status = await post(url, body, sent, settings);
        deliveries.push({
          url,
          body,
          headers: sent,
          at,
          attempt: index + 1,
          ...(status !== undefined && { status }),
        });
        if (status !== undefined && settings.isTaken(status)) return true;
      }
      return false;
    },
  };
}

async function post(
  url: string,
  body: string,
  headers: SentHeaders,
  settings: { fetch: typeof fetch; clock: SimulatorClock; timeoutMs: number },
): Promise<number | undefined> {
  const controller = new AbortController();
  const cancel = settings.clock.setTimer(() => controller.abort(), settings.timeoutMs);
  try {
    const { signal } = controller;
    const response = await settings.fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal,
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return undefined;
  } finally {
    cancel();
  }
}
