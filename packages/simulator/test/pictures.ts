import { crc32, deflateSync } from 'node:zlib';

/** A one-colour PNG. */
export function png(width: number, height: number, shade = 128): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const row = Buffer.alloc(width + 1, shade);
  row[0] = 0;
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.byteLength);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** A host of frames, and a receiver of webhooks that answers `status`. */
export function fakeWeb(status = 200) {
  const received: { url: string; headers: Headers; body: string }[] = [];
  const web: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname } = new URL(request.url);
    if (request.method === 'POST') {
      received.push({ url: request.url, headers: request.headers, body: await request.text() });
      return new Response(null, { status });
    }
    switch (pathname) {
      case '/wide.png':
        return new Response(Uint8Array.from(png(32, 18)));
      case '/tall.png':
        return new Response(Uint8Array.from(png(18, 32)));
      case '/page.html':
        return new Response('<html></html>');
      case '/huge.png':
        return new Response(new Uint8Array(10 * 1024 * 1024 + 1));
      default:
        return new Response('no', { status: 404 });
    }
  };
  return { web, received };
}
