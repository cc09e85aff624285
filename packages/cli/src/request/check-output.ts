import { randomUUID } from 'node:crypto';
import { open, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { usageError } from '../usage-error.ts';

/**
 * Makes sure, before anything is spent, that a file can be written.
 *
 * @returns its absolute path
 * @throws {VideoGatewayError} `invalid-request` naming the flag and the path
 */
export async function checkOutput(flag: string, file: string, folder: string): Promise<string> {
  const path = resolve(folder, file);
  const parent = dirname(path);
  if ((await stat(path).catch(() => undefined))?.isDirectory()) {
    throw usageError(`${flag}: ${path} is a folder; allowed: the path of a file`);
  }
  const around = await stat(parent).catch(() => undefined);
  if (!around?.isDirectory()) {
    throw usageError(`${flag}: there is no folder ${parent}; allowed: a path in one that exists`);
  }
  await tryToWrite(parent).catch(() => {
    throw usageError(`${flag}: ${parent} cannot be written to; allowed: a folder that can`);
  });
  return path;
}

/** Permissions alone do not tell: the disk may be full or read-only. */
async function tryToWrite(folder: string): Promise<void> {
  const probe = join(folder, `.vidgate-${randomUUID()}`);
  const file = await open(probe, 'wx');
  await file.close();
  await rm(probe);
}
