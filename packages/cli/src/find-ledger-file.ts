import { stat } from 'node:fs/promises';
import type { Output } from './output/output.ts';

/** The file that jobs are kept in. */
export interface LedgerFile {
  /** Absolute. */
  readonly path: string;
  readonly exists: boolean;
}

/** Looks whether there is a ledger yet. What is in the way of one is for the ledger to say. */
export async function findLedgerFile(path: string): Promise<LedgerFile> {
  const isMissing = await stat(path).then(
    () => false,
    (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT',
  );
  return { path, exists: !isMissing };
}

/** Says where jobs were looked for in vain: an answer about no jobs may be one about the wrong file. */
export function noteMissingLedger({ path, exists }: LedgerFile, output: Output): void {
  if (!exists) output.note(`note: there is no ledger ${path} yet; "vidgate generate" makes it`);
}
