import { setTimeout as sleep } from 'node:timers/promises';
import type { VendorAccess } from './ai-sdk-model.ts';
import { apixoWire as wire } from './vendor-wire.ts';

/** One job at APIXO by nothing but `fetch`: what the network and the vendor alone cost. */
export async function fetchByHand(
  { baseUrl, apiKey }: VendorAccess,
  pollMs: number,
): Promise<void> {
  const headers = { ...wire.authorize(apiKey), 'content-type': 'application/json' };
  const submitted = await fetch(`${baseUrl}${wire.submitPath}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(wire.toBody('dawn over the ridge')),
  });
  const taskId = wire.submitted.parse(await submitted.json());
  for (;;) {
    await sleep(pollMs);
    const polled = await fetch(`${baseUrl}${wire.toPollPath(taskId)}`, { headers });
    if (wire.polled.parse(await polled.json()).url !== undefined) return;
  }
}
