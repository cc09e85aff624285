/** Bytes; core reads no more than 1 MiB of a vendor's answer. */
const maxTextBytes = 2 * 1024 * 1024;

/** Reads a body as text. @throws {TypeError} when it is larger than 2 MiB */
export async function readCappedText(body: ReadableStream<Uint8Array> | null): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body ?? []) {
    bytes += piece.byteLength;
    if (bytes > maxTextBytes)
      throw new TypeError(`The answer is larger than ${maxTextBytes} bytes.`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}
