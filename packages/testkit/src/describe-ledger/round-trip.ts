import type { Job } from '@vidgate/core';
import { expect, test } from 'vitest';
import type { LedgerHarness } from './ledger-harness.ts';
import { creationOf, openTwice } from './ledger-rig.ts';
import {
  acceptedAttempt,
  jobInState,
  newAttempt,
  newJob,
  runningJob,
  states,
} from './sample-jobs.ts';

const oddTexts = [
  'a\u0000b',
  '\u0000',
  '🌄🏳️‍🌈',
  '\ud83c',
  '\u2028\u2029',
  '\u202eabc',
  '\\u0000 \\" \'; DROP TABLE jobs; --',
  '﻿\r\n\t',
  'ﷺ'.repeat(5_000),
];

/** What comes out is what went in. */
export function describeRoundTrip(harness: LedgerHarness): void {
  test.each(states)('a job that is %s is read back as it was', async (state) => {
    const job = jobInState(state, 'job-1');
    expect(await readBack(harness, job)).toEqual(job);
  });

  test.each(oddTexts.map((text) => [JSON.stringify(text).slice(0, 40), text] as const))(
    'the text %s is kept wherever it stands',
    async (_shown, text) => {
      const attempt = newAttempt('attempt-1', {
        ...acceptedAttempt('attempt-1', `task ${text}`),
        why: text,
        vendorState: text,
        prepared: {
          model: 'm',
          body: { prompt: text, deep: [{ text }] },
          headers: {},
          adaptations: [],
        },
      });
      const { request } = newJob('job-1');
      const job = {
        ...runningJob('job-1', attempt),
        request: { ...request, prompt: `dawn ${text}`, metadata: { note: text } },
      };
      expect(await readBack(harness, job)).toEqual(job);
    },
  );

  test('numbers are kept to the last digit, and zero is not nothing', async () => {
    const body = { cfg: 0, small: 1e-7, large: Number.MAX_SAFE_INTEGER, third: 1 / 3, no: false };
    const job = {
      ...runningJob('job-1', {
        ...acceptedAttempt('attempt-1', 'task-1'),
        prepared: { model: 'm', body, headers: {}, adaptations: [] },
        quote: { usdMicros: 0, certainty: 'exact' },
        cost: { usdMicros: 0, credits: 0.1 + 0.2 },
        intendedAt: 0,
      }),
      cost: { estimatedUsdMicros: 0 },
    };
    expect(await readBack(harness, job)).toEqual(job);
  });

  test('a body with ten million characters of an image is kept', async () => {
    const frame = `data:image/png;base64,${'iVBORw0KGgo='.repeat(833_334)}`;
    const prepared = { model: 'm', body: { image: frame }, headers: {}, adaptations: [] };
    const job = runningJob('job-1', newAttempt('attempt-1', { prepared }));
    const found = (await readBack(harness, job))?.attempts[0]?.prepared.body['image'];
    // Comparing the texts as such would print them.
    expect(found === frame).toBe(true);
  });
}

async function readBack(harness: LedgerHarness, job: Job): Promise<Job | undefined> {
  const [ledger, other] = await openTwice(harness);
  await ledger.commit(creationOf(job));
  return await other.load(job.id);
}
