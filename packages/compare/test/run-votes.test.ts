import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ComparisonRun, Sample } from '../src/comparison-run.ts';
import { addVotes } from '../src/run/add-votes.ts';

const sample = (provider: string, order: number): Sample => ({
  id: `ridge/${provider}/1`,
  requestId: 'ridge',
  provider,
  repeat: 1,
  order,
  state: 'succeeded',
  adaptations: [],
  polls: 1,
});
const run: ComparisonRun = {
  format: 'vidgate-comparison-1',
  id: 'run-1',
  createdAt: 1,
  seed: 1,
  repeats: 1,
  concurrency: 1,
  maxUsd: 1,
  simulated: true,
  requests: [{ id: 'ridge', prompt: 'dawn', model: 'm', durationSeconds: 5 }],
  providers: [
    { id: 'one', vendor: 'one' },
    { id: 'two', vendor: 'two' },
  ],
  leftOut: [],
  samples: [sample('one', 0), sample('two', 1)],
  votes: [],
};
const vote = {
  requestId: 'ridge',
  shown: ['ridge/two/1', 'ridge/one/1'] as [string, string],
  chosen: 'ridge/one/1',
  at: 5,
};
const tie = { requestId: 'ridge', shown: vote.shown, at: 6 };

async function add(votes: unknown, to = run): Promise<ComparisonRun> {
  const folder = mkdtempSync(join(tmpdir(), 'vidgate-votes-'));
  try {
    const path = join(folder, 'votes.json');
    writeFileSync(path, JSON.stringify(votes));
    return await addVotes(to, path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('votes are added to their run, and the same file again changes nothing', async () => {
  const once = await add({ runId: 'run-1', votes: [vote, tie] });
  expect(once).toEqual({ ...run, votes: [vote, tie] });
  expect(await add([vote, tie], once)).toEqual(once);
  expect((await add([{ ...vote, at: 7 }], once)).votes).toHaveLength(3);
});

test.each([
  ['another run', { runId: 'run-2', votes: [] }, 'holds the votes of run run-2; this is run run-1'],
  ['no votes', { ballots: [] }, 'votes: '],
  [
    'a sample that the run does not have',
    [{ ...vote, shown: ['ridge/one/1', 'ridge/three/1'] }],
    'votes.0.shown: got "ridge/three/1", which is no sample of request ridge',
  ],
  [
    'another request',
    [{ ...vote, requestId: 'rain' }],
    'votes.0.shown: got "ridge/two/1", which is no sample of request rain',
  ],
  [
    'a choice that was not shown',
    [{ ...vote, chosen: 'ridge/one/2' }],
    'votes.0.chosen: got "ridge/one/2"; allowed: ridge/two/1 or ridge/one/1, or nothing',
  ],
])('votes of %s are refused', async (_, votes, message) => {
  await expect(add(votes)).rejects.toMatchObject({
    code: 'invalid-request',
    message: expect.stringContaining(message),
  });
});
