import type { Job } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import type { Composition } from '../compose.ts';

/**
 * The job with an id.
 *
 * @throws {VideoGatewayError} `unknown-job`, naming the ledger: it may be the wrong one
 */
export async function requireJob(
  id: string,
  { ledger, ledgerFile }: Pick<Composition, 'ledger' | 'ledgerFile'>,
): Promise<Job> {
  const job = await ledger.load(id);
  if (job !== undefined) return job;
  const { path, exists } = ledgerFile;
  const message = exists
    ? `There is no job "${id}" in the ledger ${path}; "vidgate jobs list" shows those there are.`
    : `There is no job "${id}", for there is no ledger ${path}; --ledger names another one.`;
  throw new VideoGatewayError({ code: 'unknown-job', message });
}
