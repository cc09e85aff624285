import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const extensions: Readonly<Record<string, string>> = {
  'application/json': 'json',
  'text/plain': 'txt',
  'text/html': 'html',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
};

/** Writes a body piece by piece into `bodies`, under its hash, so that equal ones are kept once. */
export async function keepBody(
  folder: string,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  contentType: string | null,
): Promise<string> {
  const [mediaType = ''] = (contentType ?? '').split(';');
  const extension = extensions[mediaType.trim().toLowerCase()] ?? 'bin';
  const bodies = join(folder, 'bodies');
  await mkdir(bodies, { recursive: true });
  const part = join(bodies, `${randomUUID()}.part`);
  const hash = createHash('sha256');
  const file = await open(part, 'wx');
  try {
    for await (const piece of pieces) {
      hash.update(piece);
      await file.writeFile(piece);
    }
    await file.close();
    const name = `bodies/${hash.digest('hex')}.${extension}`;
    await rename(part, join(folder, name));
    return name;
  } catch (error) {
    await file.close().catch(() => {});
    await rm(part, { force: true });
    throw error;
  }
}

/** The pieces of a stream; what is not read is given back. */
export async function* piecesOf(
  stream: ReadableStream<Uint8Array> | null,
): AsyncGenerator<Uint8Array> {
  if (stream === null) return;
  yield* stream;
}

/** A file as a body: it is opened when it is read, and never held whole. */
export function streamFile(path: string): ReadableStream<Uint8Array> {
  let pieces: AsyncIterator<Buffer> | undefined;
  return new ReadableStream({
    async pull(controller) {
      pieces ??= createReadStream(path)[Symbol.asyncIterator]();
      const { done, value } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
    async cancel() {
      await pieces?.return?.();
    },
  });
}

/** A body of text; nothing where it is empty. */
export function streamText(text: string): ReadableStream<Uint8Array> | null {
  return text === '' ? null : new Blob([text]).stream();
}

/** Writes a file whole, or not at all. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.${randomUUID()}.part`;
  await writeFile(part, text);
  await rename(part, path);
}
