import {
  createJsonResponseHandler,
  createStatusCodeErrorResponseHandler,
  getFromApi,
  postJsonToApi,
} from '@ai-sdk/provider-utils';
import type { experimental_generateVideo as generateVideo } from 'ai';
import { z } from 'zod';
import type { VendorWire } from './vendor-wire.ts';

type GenerateVideoOptions = Parameters<typeof generateVideo>[0];
type VideoModel = Extract<GenerateVideoOptions['model'], { specificationVersion: 'v4' }>;

/** Where a vendor is and the key that it takes. */
export interface VendorAccess {
  readonly baseUrl: string;
  readonly apiKey: string;
}

/**
 * A model for the AI SDK as its own providers are made: its own helpers send and classify, the paid
 * call is `doStart`, and the idempotency key that the SDK hands over is passed on.
 */
export function createAiSdkModel(wire: VendorWire, { baseUrl, apiKey }: VendorAccess): VideoModel {
  const modelId = 'kling-2.5-turbo-pro';
  const failedResponseHandler = createStatusCodeErrorResponseHandler();
  const toResponse = (headers: Record<string, string> | undefined) => ({
    timestamp: new Date(),
    modelId,
    headers,
  });
  return {
    specificationVersion: 'v4',
    provider: `${wire.name}.video`,
    modelId,
    maxVideosPerCall: 1,
    async doStart({ prompt = '', headers, abortSignal }) {
      const { value, responseHeaders } = await postJsonToApi({
        url: `${baseUrl}${wire.submitPath}`,
        headers: { ...headers, ...wire.authorize(apiKey) },
        body: wire.toBody(prompt),
        failedResponseHandler,
        successfulResponseHandler: createJsonResponseHandler(wire.submitted),
        ...(abortSignal === undefined ? {} : { abortSignal }),
      });
      return { operation: value, warnings: [], response: toResponse(responseHeaders) };
    },
    async doStatus({ operation, headers = {}, abortSignal }) {
      const { value, responseHeaders } = await getFromApi({
        url: `${baseUrl}${wire.toPollPath(z.string().parse(operation))}`,
        headers: { ...headers, ...wire.authorize(apiKey) },
        failedResponseHandler,
        successfulResponseHandler: createJsonResponseHandler(wire.polled),
        ...(abortSignal === undefined ? {} : { abortSignal }),
      });
      const response = toResponse(responseHeaders);
      if (value.url === undefined) return { status: 'pending', response };
      const videos = [{ type: 'url' as const, url: value.url, mediaType: 'video/mp4' }];
      return { status: 'completed', videos, warnings: [], response };
    },
  };
}
