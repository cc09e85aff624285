import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AssetOptions } from './asset-options.ts';
import { assetPieces } from './asset-pieces.ts';
import { downloadError, toDownloadError } from './download-error.ts';

/** A file that is complete, checked and on the disk. */
export interface SavedAsset {
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of the whole file, in lower-case hex. */
  readonly sha256: string;
  /** By the file's first bytes, whatever the server declared. */
  readonly mediaType: string;
}

/**
 * Streams a produced file to `path`, by way of a `.part` file beside it: either the whole file
 * appears under its name, replacing one that is there, or nothing changes. A connection that breaks
 * is resumed up to three times.
 *
 * @throws {VideoGatewayError} `asset-expired` on HTTP 401, 403, 404 and 410: ask the vendor for a
 * fresh URL; `archive-failed` when the file is incomplete, of a wrong type, too large or cannot be
 * written; `aborted`; `invalid-request` when the folder is missing or the URL is refused as given.
 */
export async function saveAsset(
  url: string | URL,
  path: string,
  options: AssetOptions = {},
): Promise<SavedAsset> {
  const part = await openPart(path);
  try {
    const written = await writePieces(part, url, options);
    await part.file.sync();
    await part.file.close();
    await rename(part.path, path);
    await syncFolder(dirname(path));
    return { path, ...written };
  } catch (error) {
    await part.file.close().catch(() => {});
    await rm(part.path, { force: true }).catch(() => {});
    // What `onProgress` threw is the caller's own, and stays what it is.
    const isSystemError = error instanceof Error && 'syscall' in error;
    throw isSystemError ? toDownloadError(`${path} could not be written`, error) : error;
  }
}

interface Part {
  readonly path: string;
  readonly file: FileHandle;
}

const maxParts = 100;

/** Before anything is fetched, so that a wrong path costs no download. */
async function openPart(path: string): Promise<Part> {
  if (await isFolder(path)) throw pathError(`${path} is a folder, not a file.`);
  for (let number = 1; number <= maxParts; number += 1) {
    const partPath = number === 1 ? `${path}.part` : `${path}.${number}.part`;
    try {
      // Never one that exists: it may belong to another download of the same file.
      return { path: partPath, file: await open(partPath, 'ax') };
    } catch (error) {
      if (hasCode(error, 'ENOENT')) throw pathError(`The folder ${dirname(path)} does not exist.`);
      if (!hasCode(error, 'EEXIST')) throw toDownloadError(`${path} could not be written`, error);
    }
  }
  throw pathError(`There are ${maxParts} unfinished downloads of ${path} beside it.`);
}

async function writePieces(
  { file }: Part,
  url: string | URL,
  options: AssetOptions,
): Promise<Omit<SavedAsset, 'path'>> {
  let hash = createHash('sha256');
  let bytes = 0;
  let mediaType = '';
  for await (const piece of assetPieces(url, options)) {
    if (piece.offset === 0) {
      await file.truncate(0);
      hash = createHash('sha256');
    }
    // The file is open for appending, so this goes to its end, also after it was truncated.
    await file.appendFile(piece.bytes);
    hash.update(piece.bytes);
    bytes = piece.offset + piece.bytes.byteLength;
    mediaType = piece.mediaType;
  }
  return { bytes, sha256: hash.digest('hex'), mediaType };
}

/** The new name must survive a power cut, too: the ledger is about to rely on it. */
async function syncFolder(path: string): Promise<void> {
  let folder: FileHandle | undefined;
  try {
    folder = await open(path, 'r');
    await folder.sync();
  } catch {
    // Not every system opens folders; the file itself is on the disk.
  } finally {
    await folder?.close();
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

function pathError(message: string): Error {
  return downloadError({ code: 'invalid-request', message });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
