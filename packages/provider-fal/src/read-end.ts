import type { ProviderCallOptions, TaskFailure } from '@vidgate/core';
import type { VendorCall, VendorClientSettings } from '@vidgate/core/http';
import { createVendorClient } from '@vidgate/core/http';
import { toTaskFailure } from './to-error.ts';
import type { TaskEnd } from './to-task-status.ts';
import type { Result } from './wire.ts';

/**
 * Reads how a task ended.
 *
 * fal answers this read with a 4xx or 5xx where the *task* failed. The client takes every such
 * answer for a failure of the read, so the failure is picked up on its way there.
 */
export async function readEnd(
  vendor: VendorClientSettings,
  call: VendorCall<Result>,
  options: ProviderCallOptions | undefined,
): Promise<TaskEnd> {
  const send = vendor.fetch ?? fetch;
  let errorType: string | undefined;
  let failure: TaskFailure | undefined;
  const client = createVendorClient({
    ...vendor,
    async fetch(input, init) {
      const response = await send(input, init);
      // Only a word is taken for one: a header is not searched for our key, as bodies are.
      errorType = /^\w{1,64}$/.exec(response.headers.get('x-fal-error-type') ?? '')?.[0];
      return response;
    },
    toFault(answer) {
      failure = toTaskFailure(answer, errorType);
      return vendor.toFault(answer);
    },
  });
  try {
    return { result: (await client.send(call, options)).body };
  } catch (error) {
    if (failure !== undefined) return { failure };
    throw error;
  }
}
