import { createServer } from 'node:http';
import type { Staging } from '@vidgate/core';

/** A public bucket in miniature: where frames given as bytes get a URL that vendors can read. */
export interface Bucket extends AsyncDisposable {
  readonly stage: Staging;
}

export async function startBucket(): Promise<Bucket> {
  const files = new Map<string, { readonly mediaType: string; readonly bytes: Uint8Array }>();
  const server = createServer((request, response) => {
    const file = files.get(request.url ?? '');
    response.writeHead(file === undefined ? 404 : 200, { 'content-type': file?.mediaType ?? '' });
    response.end(file?.bytes);
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await listening;
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    async stage(media) {
      const path = `/${media.sha256}`;
      files.set(path, media);
      return { url: `http://127.0.0.1:${port}${path}` };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
