import { VideoGatewayError } from '@vidgate/core';
import { z } from 'zod';
import type { ComparisonRun, Vote } from '../comparison-run.ts';
import { voteSchema } from '../comparison-run.ts';
import { readDataFile } from './read-data-file.ts';

const votesFileSchema = z.object({
  runId: z.string().optional(),
  votes: z.array(voteSchema),
});

/**
 * Reads the votes that a report's page has saved, and adds them to their run. Adding the same file
 * again changes nothing.
 *
 * @throws {VideoGatewayError} `invalid-request` where the file holds no votes, or those of another run
 */
export async function addVotes(run: ComparisonRun, path: string): Promise<ComparisonRun> {
  const { value } = await readDataFile(path);
  const parsed = votesFileSchema.safeParse(Array.isArray(value) ? { votes: value } : value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.') || 'the file';
    throw invalid(
      `${path}: ${where}: ${issue?.message}; allowed: the votes.json that a report's page saves`,
    );
  }
  const { runId = run.id, votes } = parsed.data;
  if (runId !== run.id) {
    throw invalid(`${path}: holds the votes of run ${runId}; this is run ${run.id}`);
  }
  for (const [index, vote] of votes.entries()) checkVote(vote, run, `${path}: votes.${index}`);
  const known = new Set(run.votes.map(toKey));
  return { ...run, votes: [...run.votes, ...votes.filter((vote) => !known.has(toKey(vote)))] };
}

function checkVote(
  { requestId, shown, chosen }: Vote,
  { samples }: ComparisonRun,
  place: string,
): void {
  for (const id of shown) {
    const sample = samples.find((one) => one.id === id);
    if (sample?.requestId !== requestId) {
      throw invalid(`${place}.shown: got "${id}", which is no sample of request ${requestId}`);
    }
  }
  if (chosen !== undefined && !shown.includes(chosen)) {
    throw invalid(`${place}.chosen: got "${chosen}"; allowed: ${shown.join(' or ')}, or nothing`);
  }
}

function toKey({ requestId, shown, chosen, at }: Vote): string {
  return JSON.stringify([requestId, shown, chosen, at]);
}

function invalid(message: string): VideoGatewayError {
  return new VideoGatewayError({ code: 'invalid-request', message });
}
