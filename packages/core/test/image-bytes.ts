/** The smallest bytes that are recognised as a file of each media type. */
export const imageBytes = {
  'image/png': Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3),
  'image/jpeg': Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3),
  'image/webp': Buffer.from('RIFF\u0001\u0000\u0000\u0000WEBPVP8 ', 'latin1'),
  'image/gif': Buffer.from('GIF89a\u0001', 'latin1'),
  'image/avif': Buffer.from('\u0000\u0000\u0000\u001cftypavif', 'latin1'),
  'image/heic': Buffer.from('\u0000\u0000\u0000\u001cftypheic', 'latin1'),
  'image/bmp': Buffer.from('BM\u0046\u0000\u0000\u0000\u0000\u0000\u0000\u0000', 'latin1'),
  'image/tiff': Uint8Array.of(0x49, 0x49, 0x2a, 0x00, 8, 0, 0, 0),
} as const;

export const png = imageBytes['image/png'];
