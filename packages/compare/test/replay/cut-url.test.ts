import { expect, test } from 'vitest';
import { cutUrl, mapUrls } from '../../src/replay/cut-url.ts';

const opaque = 'Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2RlZmdoaWprbG1ub3A';

test.each([
  [
    'S3',
    'https://b.example/v.mp4?X-Amz-Expires=900&X-Amz-Signature=ab12',
    'https://b.example/v.mp4',
  ],
  [
    'Google',
    'https://g.example/v.mp4?X-Goog-Credential=a%40b&X-Goog-Date=1',
    'https://g.example/v.mp4',
  ],
  [
    'Azure',
    'https://a.example/v.mp4?sv=2024&se=2026&sr=b&sp=r&sig=ab%3D',
    'https://a.example/v.mp4',
  ],
  [
    'CloudFront',
    'https://c.example/v.mp4?Expires=1&Signature=a&Key-Pair-Id=K',
    'https://c.example/v.mp4',
  ],
  ['a token', 'https://t.example/v.mp4?id=5&token=abc&t=17', 'https://t.example/v.mp4?id=5'],
  ['an unknown name', `https://u.example/v.mp4?id=5&zz=${opaque}`, 'https://u.example/v.mp4?id=5'],
  ['a fragment', 'https://f.example/v.mp4?sig=a#t=1', 'https://f.example/v.mp4#t=1'],
])('what signs an address is cut: %s', (_how, signed, cut) => {
  expect(cutUrl(signed)).toBe(cut);
  expect(cutUrl(cut)).toBe(cut);
});

test.each([
  'https://x.example/v.mp4',
  'https://x.example/status?taskId=5f0c3f7e-9d3b-4e1d-8f31-2f7a9a1f0c55',
  'https://x.example/list?start=1&end=2&t=3&e=4',
  'https://x.example/search?q=a%20night%20over%20the%20ridge%20with%20a%20very%20long%20text',
])('an address that is not signed stays to the letter: %s', (url) => {
  expect(cutUrl(url)).toBe(url);
});

test('addresses are found inside a text', () => {
  const text = 'See (https://x.example/v.mp4?sig=a&id=1), "https://y.example/?id=2".';
  expect(mapUrls(text, cutUrl)).toBe(
    'See (https://x.example/v.mp4?id=1), "https://y.example/?id=2".',
  );
});
