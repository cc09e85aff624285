import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { usageError } from '../usage-error.ts';

/** Far beyond what any vendor takes as a picture (10 to 25 MB). */
const maxBytes = 64 * 1024 * 1024;

/**
 * Reads the picture that a flag names: an address passes as it is, a path becomes the file's bytes.
 *
 * @throws {VideoGatewayError} `invalid-request` naming the flag and the path
 */
export async function readFrameFlag(
  flag: string,
  value: string | undefined,
  folder: string,
): Promise<string | Uint8Array | undefined> {
  if (value === undefined || /^(?:https?|data):/i.test(value)) return value;
  const path = resolve(folder, value);
  const allowed = 'allowed: a picture file, or an http(s) address';
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw usageError(`${flag}: no file ${path}; ${allowed}`);
  if (!found.isFile()) throw usageError(`${flag}: ${path} is no file; ${allowed}`);
  if (found.size > maxBytes) {
    throw usageError(`${flag}: ${path} has ${found.size} bytes; allowed: up to ${maxBytes}`);
  }
  return await readFile(path).catch(() => {
    throw usageError(`${flag}: ${path} cannot be read; ${allowed}`);
  });
}
