import { experimental_generateVideo as generateVideo } from 'ai';
import type { VendorAccess } from './ai-sdk-model.ts';
import { createAiSdkModel } from './ai-sdk-model.ts';
import type { VendorWire } from './vendor-wire.ts';

export interface AiSdkOptions {
  readonly pollMs: number;
  /** How often the SDK tries again. @default its own: 2 */
  readonly maxRetries?: number;
}

/**
 * One job through the AI SDK. The finished file is not fetched, because `generate` of the gateway
 * does not fetch it either; the SDK's own download would refuse this machine's address besides.
 */
export async function generateWithAiSdk(
  wire: VendorWire,
  access: VendorAccess,
  { pollMs, maxRetries }: AiSdkOptions,
): Promise<void> {
  await generateVideo({
    model: createAiSdkModel(wire, access),
    prompt: 'dawn over the ridge',
    poll: { intervalMs: pollMs },
    download: async () => ({ data: new Uint8Array(8), mediaType: 'video/mp4' }),
    ...(maxRetries === undefined ? {} : { maxRetries }),
  });
}
