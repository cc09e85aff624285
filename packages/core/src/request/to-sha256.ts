/**
 * The SHA-256 of bytes or of a text, in hex. `node:crypto` is loaded only when it is used; Web Crypto
 * would hand each text of a few hundred bytes to another thread.
 */
export async function toSha256(data: Uint8Array | string): Promise<string> {
  const { createHash } = await import('node:crypto');
  return createHash('sha256').update(data).digest('hex');
}
