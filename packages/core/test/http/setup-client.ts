import type { TestClock } from '@vidgate/testkit';
import { createTestClock } from '@vidgate/testkit';
import { z } from 'zod';
import type {
  VendorCall,
  VendorClient,
  VendorClientSettings,
} from '../../src/http/vendor-client.ts';
import { createVendorClient } from '../../src/http/vendor-client.ts';
import { Secret } from '../../src/secret.ts';
import type { Operation } from '../../src/video-gateway-error.ts';
import { VideoGatewayError } from '../../src/video-gateway-error.ts';

export const key = 'sk-live/+7&=42';

/** A request as a vendor saw it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

export interface ClientSetup {
  readonly client: VendorClient;
  readonly clock: TestClock;
  /** Every request that was sent, in order. */
  readonly seen: readonly Seen[];
}

export type Answer = Response | ((request: Request) => Response | Promise<Response>);

/** A client of a vendor that answers as a test says, on a clock that stands still. */
export function setupClient(
  answer: Answer,
  settings: Partial<VendorClientSettings> = {},
): ClientSetup {
  const seen: Seen[] = [];
  const clock = createTestClock();
  const client = createVendorClient({
    provider: 'acme',
    baseUrl: 'https://api.acme.example/v1',
    apiKey: async () => new Secret(key),
    authorize: (value) => ({ authorization: `Bearer ${value}` }),
    timeoutMs: 60_000,
    traits: { rejectedStatuses: [] },
    toFault: () => undefined,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const { method, url, headers } = request;
      seen.push({ method, url, headers, body: await request.clone().text() });
      return typeof answer === 'function' ? await answer(request) : answer;
    },
    ...settings,
  });
  return { client, clock, seen };
}

export const bodySchema = z.object({ taskId: z.string() });

export function callOf(
  operation: Operation,
  change: Partial<VendorCall<z.output<typeof bodySchema>>> = {},
): VendorCall<z.output<typeof bodySchema>> {
  const isGet = operation !== 'submit' && operation !== 'upload';
  return {
    operation,
    method: isGet ? 'get' : 'post',
    path: 'tasks',
    schema: bodySchema,
    ...(isGet ? {} : { json: { prompt: 'dawn' } }),
    ...change,
  };
}

/** What a call fails with; anything but an error of ours is a failure of the test. */
export async function failureOf(call: Promise<unknown>): Promise<VideoGatewayError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (VideoGatewayError.isInstance(error)) return error;
  throw new Error('The call did not fail with an error of ours.', { cause: error });
}

export const json = (body: unknown, init?: ResponseInit): Response => Response.json(body, init);
