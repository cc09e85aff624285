import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes a picture into a run's `frames`, once, and returns its path there, relative to the folder. */
export async function keepFrame(
  folder: string,
  bytes: Uint8Array,
  extension: 'png' | 'jpg',
): Promise<string> {
  const file = `frames/${createHash('sha256').update(bytes).digest('hex')}.${extension}`;
  await mkdir(join(folder, 'frames'), { recursive: true });
  // Two samples may have the same frame at the same time; a half-written one is never seen.
  const part = join(folder, `${file}.${randomUUID()}.part`);
  await writeFile(part, bytes);
  await rename(part, join(folder, file));
  return file;
}
