import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { VideoGatewayError } from '@vidgate/core';
import type { Composition } from '../compose.ts';
import { findLedgerFile } from '../find-ledger-file.ts';
import type { Finding } from './finding.ts';

/** A finding, and whether the ledger can be asked anything at all. */
export interface LedgerCheck {
  readonly finding: Finding;
  readonly isReadable: boolean;
}

/** Whether jobs can be kept, and whether some wait for a person. Makes nothing. */
export async function checkLedger({
  ledger,
  ledgerFile,
}: Pick<Composition, 'ledger' | 'ledgerFile'>): Promise<LedgerCheck> {
  const question = 'Can the ledger be used?';
  if (!ledgerFile.exists) {
    return { finding: { question, ...(await checkPlace(ledgerFile.path)) }, isReadable: true };
  }
  try {
    const { jobs } = await ledger.find('jobs', { states: ['held'], limit: 1_000 });
    const isCalm = jobs.length === 0;
    const finding: Finding = {
      question,
      state: isCalm ? 'good' : 'problem',
      answer: `yes; ${jobs.length} held`,
      meaning: isCalm ? 'No job waits for a person.' : '"vidgate jobs list --held" shows them.',
    };
    return { finding, isReadable: true };
  } catch (error) {
    if (!VideoGatewayError.isInstance(error)) throw error;
    const meaning = 'Nothing is sent without one.';
    const finding: Finding = { question, state: 'problem', answer: error.message, meaning };
    return { finding, isReadable: false };
  }
}

/** Where there is none yet: whether one could be made. */
async function checkPlace(path: string): Promise<Pick<Finding, 'state' | 'answer' | 'meaning'>> {
  const folder = await findFolder(dirname(path));
  const mayWrite = await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
  return mayWrite
    ? { state: 'good', answer: 'there is none yet', meaning: `"vidgate generate" makes ${path}.` }
    : {
        state: 'problem',
        answer: `there is none yet, and ${folder} cannot be written to`,
        meaning: 'Nothing is sent without one: allow it, or name another place with --ledger.',
      };
}

/** The nearest folder that exists. */
async function findFolder(path: string): Promise<string> {
  const { exists } = await findLedgerFile(path);
  return exists || path === dirname(path) ? path : await findFolder(dirname(path));
}
