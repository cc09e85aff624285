import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { imageBytes, png } from '../../test/image-bytes.ts';
import type { FrameInput } from './frame.ts';
import { readFrame } from './frame.ts';
import { sniffImage } from './sniff-image.ts';

const base64 = Buffer.from(png).toString('base64');
const sha256 = createHash('sha256').update(png).digest('hex');

const forms: readonly (readonly [string, FrameInput])[] = [
  ['a Uint8Array', png],
  ['a Buffer', Buffer.from(png)],
  ['a view into a larger buffer', Uint8Array.of(9, 9, ...png, 9).subarray(2, 2 + png.length)],
  ['a Blob', new Blob([png])],
  ['a File', new File([png], 'night.jpg', { type: 'image/jpeg' })],
  ['{ data } of bytes', { data: png }],
  ['{ data } of Base64', { data: base64 }],
  ['{ data } of URL-safe Base64', { data: Buffer.from(png).toString('base64url') }],
  ['{ data } of Base64 that ends in a line break', { data: `${base64}\n` }],
  ['a wrong declared type', { data: png, mediaType: 'image/webp' }],
  ['a data: URL', `data:image/png;base64,${base64}`],
  ['a data: URL in capitals', `DATA:image/png;BASE64,${base64}`],
  ['a data: URL of a wrong type', `data:image/gif;base64,${base64}`],
  ['a data: URL as URL', new URL(`data:image/png;base64,${base64}`)],
];

test.each(forms)(
  '%s becomes a fingerprint and its bytes, and the content decides the type',
  async (_form, input) => {
    const { frame, media } = await readFrame(input);
    expect(frame).toEqual({ sha256, mediaType: 'image/png', byteLength: png.length });
    expect(media?.sha256).toBe(sha256);
    expect(media?.mediaType).toBe('image/png');
    expect([...(media?.bytes ?? [])]).toEqual([...png]);
  },
);

test.each([
  ['https://example.com/night.png', 'https://example.com/night.png'],
  ['http://example.com/night.png', 'http://example.com/night.png'],
  ['HTTPS://EXAMPLE.COM/Night.png?a=B', 'https://example.com/Night.png?a=B'],
  [new URL('https://example.com/night day.png'), 'https://example.com/night%20day.png'],
])('%s is kept as an address, and nothing is fetched', async (input, url) => {
  expect(await readFrame(input)).toEqual({ frame: { url } });
});

test.each([
  '/home/me/night.png',
  './night.png',
  '../night.png',
  '~/night.png',
  'night.png',
  'frames/night.png',
  'C:\\frames\\night.png',
  'c:/frames/night.png',
  '\\\\server\\frames\\night.png',
  'file:///home/me/night.png',
  new URL('file:///home/me/night.png'),
])('the file path %s is refused with the way to pass its bytes', async (path) => {
  await expect(readFrame(path)).rejects.toThrow(
    /looks like a file path; pass the file's bytes instead: await readFile\(path\)$/,
  );
});

test.each([
  'ftp://example.com/a.png',
  'blob:https://example.com/1',
  'javascript:alert(1)',
  's3://bucket/a.png',
])('%s is refused with the allowed forms', async (url) => {
  await expect(readFrame(url)).rejects.toThrow(
    `got "${url}"; allowed: a public http(s) URL, a data: URL, or the bytes of an image file`,
  );
});

test.each(['https://', 'http://exa mple.com/a.png', 'https://example.com:99999/a.png'])(
  'a broken address %s is not called a file path',
  async (url) => {
    await expect(readFrame(url)).rejects.toThrow(/^(?!.*file path).*http\(s\) URL/);
  },
);

test.each<readonly [string, FrameInput, RegExp]>([
  ['no bytes', new Uint8Array(), /^got no bytes; allowed: .*JPEG, PNG or WebP/],
  ['an empty blob', new Blob([]), /^got no bytes/],
  ['empty Base64', { data: '' }, /^got no bytes/],
  ['an empty data: URL', 'data:image/png;base64,', /^got no bytes/],
  ['text', Buffer.from('<html>not found</html>'), /^got 22 bytes that are no image file I know/],
  ['text that begins like a BMP', Buffer.from('BMW is a car maker'), /no image file I know/],
  [
    'text with WEBP in its ninth place',
    Buffer.from('I prefer WEBP files'.slice(1)),
    /no image file I know/,
  ],
  ['an image cut short', png.subarray(0, 7), /^got 7 bytes that are no image/],
  ['a video', Buffer.from('\0\0\0\u0020ftypisom', 'latin1'), /no image file I know/],
  ['Base64 of text', { data: Buffer.from('hello').toString('base64') }, /no image file I know/],
  [
    'data that is no Base64',
    { data: 'not Base64!' },
    /^got data that is not Base64 \("not Base64!"\)/,
  ],
  [
    'a data: URL without Base64',
    'data:image/svg+xml,<svg/>',
    /^got a data: URL that is not Base64/,
  ],
  ['a data: URL without a comma', 'data:image/png;base64', /^got a data: URL that is not Base64/],
])('%s is refused', async (_what, input, message) => {
  await expect(readFrame(input)).rejects.toThrow(message);
});

test('a wrong data: URL is not quoted at length', async () => {
  const error: unknown = await readFrame(`data:image/png;base64,!${'A'.repeat(5000)}`).catch(
    (reason: unknown) => reason,
  );
  expect(String(error).length).toBeLessThan(400);
});

test('a buffer that is used again after parsing does not change the media', async () => {
  const buffer = Uint8Array.from(png);
  const { media } = await readFrame(buffer);
  buffer.fill(0);
  expect([...(media?.bytes ?? [])]).toEqual([...png]);
});

test.each(Object.entries(imageBytes))('%s is recognised by its first bytes', (mediaType, bytes) => {
  expect(sniffImage(bytes)).toBe(mediaType);
});

test('a TIFF is recognised in either byte order', () => {
  expect(sniffImage(Uint8Array.of(0x4d, 0x4d, 0x00, 0x2a))).toBe('image/tiff');
});
