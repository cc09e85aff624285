interface Signature {
  readonly mediaType: string;
  readonly at: number;
  readonly bytes: readonly number[];
}

const ascii = (text: string): number[] => [...text].map((character) => character.charCodeAt(0));

const signatures: readonly Signature[] = [
  { mediaType: 'image/png', at: 0, bytes: [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a] },
  { mediaType: 'image/jpeg', at: 0, bytes: [0xff, 0xd8, 0xff] },
  { mediaType: 'image/webp', at: 8, bytes: ascii('WEBP') },
  { mediaType: 'image/gif', at: 0, bytes: ascii('GIF8') },
  { mediaType: 'image/avif', at: 4, bytes: ascii('ftypavif') },
  { mediaType: 'image/heic', at: 4, bytes: ascii('ftypheic') },
  { mediaType: 'image/bmp', at: 0, bytes: ascii('BM') },
  { mediaType: 'image/tiff', at: 0, bytes: [0x49, 0x49, 0x2a, 0x00] },
  { mediaType: 'image/tiff', at: 0, bytes: [0x4d, 0x4d, 0x00, 0x2a] },
];

/**
 * Names an image's media type from its first bytes, or nothing where they are no image's.
 *
 * A file's name and a declared type are often wrong; a vendor that finds out after the submit
 * fails a paid task.
 */
export function sniffImage(bytes: Uint8Array): string | undefined {
  return signatures.find(
    (signature) =>
      bytes.length >= signature.at + signature.bytes.length &&
      signature.bytes.every((byte, index) => bytes[signature.at + index] === byte),
  )?.mediaType;
}
