import { setTimeout as sleep } from 'node:timers/promises';
import type { VideoProvider } from '@vidgate/core';

const request = {
  prompt: 'dawn over the ridge',
  model: 'kling-2.5-turbo-pro',
  duration: 5,
  aspectRatio: '16:9',
  metadata: {},
  providerOptions: {},
};

/** One job by an adapter of ours in a loop, without a gateway: nothing is remembered or retried. */
export async function submitAndPoll(provider: VideoProvider, pollMs: number): Promise<void> {
  const prepared = provider.prepare(request, { attemptId: crypto.randomUUID() });
  const { task } = await provider.submit(prepared);
  for (;;) {
    await sleep(pollMs);
    if ((await provider.poll(task)).state === 'succeeded') return;
  }
}
