/** A body was longer than anybody has reason to send. */
export class BodyTooLargeError extends Error {}

/** Most answers are shorter. */
const firstBytes = 4 * 1024;

/** Reads a body as text, stopping as soon as it exceeds `maxBytes`. */
export async function readCapped(
  response: Response,
  maxBytes: number,
  signal: AbortSignal,
): Promise<string> {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  // Also where the fetch that made the answer ignores signals.
  signal.addEventListener('abort', () => void reader.cancel().catch(() => {}), { once: true });
  // One buffer that grows: a body may come in a million pieces, each dearer to keep than its bytes.
  let bytes = new Uint8Array(firstBytes);
  let length = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const start = length;
    length += part.value.length;
    if (length > maxBytes) {
      await reader.cancel().catch(() => {});
      throw new BodyTooLargeError();
    }
    if (length > bytes.length) bytes = grow(bytes, Math.min(2 * length, maxBytes));
    bytes.set(part.value, start);
  }
  return new TextDecoder().decode(bytes.subarray(0, length));
}

function grow(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length);
  larger.set(bytes);
  return larger;
}
