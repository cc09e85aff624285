interface Signature {
  readonly mediaType: string;
  /** Bytes that stand at these places; one piece alone would also fit texts. */
  readonly pieces: readonly (readonly [at: number, bytes: readonly number[]])[];
}

const ascii = (text: string): number[] => [...text].map((character) => character.charCodeAt(0));

const isoFile = (brand: string, mediaType: string): Signature => ({
  mediaType,
  pieces: [[4, ascii(`ftyp${brand}`)]],
});

const signatures: readonly Signature[] = [
  { mediaType: 'image/png', pieces: [[0, [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a]]] },
  { mediaType: 'image/jpeg', pieces: [[0, [0xff, 0xd8, 0xff]]] },
  {
    mediaType: 'image/webp',
    pieces: [
      [0, ascii('RIFF')],
      [8, ascii('WEBP')],
    ],
  },
  { mediaType: 'image/gif', pieces: [[0, ascii('GIF8')]] },
  isoFile('avif', 'image/avif'),
  isoFile('heic', 'image/heic'),
  {
    mediaType: 'image/bmp',
    pieces: [
      [0, ascii('BM')],
      // Reserved, and always 0.
      [6, [0, 0, 0, 0]],
    ],
  },
  { mediaType: 'image/tiff', pieces: [[0, [0x49, 0x49, 0x2a, 0x00]]] },
  { mediaType: 'image/tiff', pieces: [[0, [0x4d, 0x4d, 0x00, 0x2a]]] },
];

/**
 * Names an image's media type from its first bytes, or nothing where they are no image's.
 *
 * A file's name and a declared type are often wrong; a vendor that finds out after the submit
 * fails a paid task.
 */
export function sniffImage(bytes: Uint8Array): string | undefined {
  return signatures.find(({ pieces }) =>
    pieces.every(([at, piece]) => piece.every((byte, index) => bytes[at + index] === byte)),
  )?.mediaType;
}
