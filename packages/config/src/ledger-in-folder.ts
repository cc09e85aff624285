import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Ledger } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';

/** A SQLite ledger whose folder is made at its first use, and not by those who never use it. */
export function ledgerInFolder(file: string): Ledger {
  const ledger = sqliteLedger(file);
  let made: Promise<void> | undefined;
  const ready = async (): Promise<Ledger> => {
    made ??= makeFolder(file);
    try {
      await made;
    } catch (error) {
      made = undefined;
      throw error;
    }
    return ledger;
  };
  return {
    shared: ledger.shared,
    load: async (jobId) => (await ready()).load(jobId),
    commit: async (change) => (await ready()).commit(change),
    find: async (topic, query) => (await ready()).find(topic, query),
    close: () => ledger.close(),
  };
}

async function makeFolder(file: string): Promise<void> {
  try {
    await makeFolders(dirname(file));
  } catch (error) {
    throw new VideoGatewayError({
      code: 'ledger-unavailable',
      message: `The folder of the ledger "${file}" cannot be made (${toCode(error)}).`,
    });
  }
}

/** `mkdir` with `recursive` never ends in `/proc`, where a folder cannot be made in one that is there. */
async function makeFolders(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (await isFolder(folder)) return;
    const parent = dirname(folder);
    if (toCode(error) !== 'ENOENT' || (await isFolder(parent))) throw error;
    await makeFolders(parent);
    await makeFolders(folder);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function toCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
