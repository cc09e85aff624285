import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** The size of a file and its SHA-256 in lower-case hex, read piece by piece. */
export async function hashFile(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of createReadStream(path)) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
