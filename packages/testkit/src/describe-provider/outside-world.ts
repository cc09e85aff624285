import type { WebhookDelivery } from '@vidgate/core';

/** Where the suite's frames lie and where webhooks go, as seen by a vendor. */
export interface OutsideWorld {
  readonly fetch: typeof fetch;
  readonly deliveries: readonly (WebhookDelivery & { readonly url: string })[];
}

export const startFrameUrl = 'https://frames.example.com/start.png';
export const endFrameUrl = 'https://frames.example.com/end.png';

/** One grey pixel. */
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=';
export const frameDataUrl = `data:image/png;base64,${pixel}`;
export const frameBytes: Uint8Array<ArrayBuffer> = Uint8Array.from(Buffer.from(pixel, 'base64'));

export function createOutsideWorld(): OutsideWorld {
  const deliveries: (WebhookDelivery & { url: string })[] = [];
  return {
    deliveries,
    async fetch(input, init) {
      const request = new Request(input, init);
      if (request.method === 'POST') {
        deliveries.push({
          url: request.url,
          headers: Object.fromEntries(request.headers),
          body: new Uint8Array(await request.arrayBuffer()),
        });
        return new Response('ok');
      }
      const known = [startFrameUrl, endFrameUrl].includes(request.url);
      return known
        ? new Response(frameBytes, { headers: { 'content-type': 'image/png' } })
        : new Response('nothing here', { status: 404 });
    },
  };
}
