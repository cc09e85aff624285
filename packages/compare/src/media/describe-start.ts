import { open } from 'node:fs/promises';

const pictures: readonly (readonly [string, RegExp])[] = [
  ['a PNG picture', /^\x89PNG/],
  ['a JPEG picture', /^\xff\xd8\xff/],
  ['a GIF picture', /^GIF8/],
  ['a WebP picture', /^RIFF[\s\S]{4}WEBP/],
  ['a web page', /^\s*<(?:!doctype html|html|head|body)/i],
  ['XML', /^\s*</],
  ['JSON', /^\s*[{[]/],
];

/** Says in a sentence what a file is that is no video, by its first bytes. */
export async function describeStart(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    const start = buffer.toString('latin1', 0, bytesRead);
    const [what] = pictures.find(([, pattern]) => pattern.test(start)) ?? [];
    return what === undefined
      ? 'The file is no video in a format that is known here.'
      : `The file is no video; it begins like ${what}.`;
  } finally {
    await file.close();
  }
}
