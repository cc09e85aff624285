import type { JobEvent, JobEventType } from '@vidgate/core';
import { expect, test } from 'vitest';
import type { LedgerHarness } from './ledger-harness.ts';
import { openLedger, openTwice } from './ledger-rig.ts';
import { acceptedAttempt, newAttempt, newJob, sampleError } from './sample-jobs.ts';

const job = newJob('job-1');
const attemptId = 'attempt-1';
const { task = { id: 'task-1', model: 'm' } } = acceptedAttempt(attemptId, 'task-1');
const assets = [{ url: 'https://cdn.invalid/1.mp4', mediaType: 'video/mp4', expiresAt: 9_000 }];
const archived = { location: 'a/1.mp4', bytes: 7, sha256: 'a1', mediaType: 'video/mp4' };
const cost = { usdMicros: 300_000, credits: 4.5 };
const times = { createdAt: 2_500, completedAt: 4_000 };
const vendorState = 'rendering \u0000 🌄';
const error = sampleError;

type EveryEvent = { readonly [Type in JobEventType]: Extract<JobEvent, { readonly type: Type }> };

/** An event of every type there is, with all its members; a type that is missing does not compile. */
const every: EveryEvent = {
  'job-created': { type: 'job-created', at: 1_000, job: { ...job, version: 0 } },
  'frames-staged': {
    type: 'frames-staged',
    at: 1_000,
    staged: { a1: { url: 'https://x.invalid/a1', expiresAt: 9_000 } },
  },
  'attempt-intended': { type: 'attempt-intended', at: 2_000, attempt: newAttempt(attemptId) },
  'attempt-unknown': { type: 'attempt-unknown', at: 3_000, attemptId, error },
  'job-held': { type: 'job-held', at: 3_000, reason: 'outcome-unknown', error },
  'job-taken': { type: 'job-taken', at: 3_500, owner: 'process-2' },
  'job-released': { type: 'job-released', at: 4_000, attemptId },
  // From here on the clock was set back.
  'attempt-accepted': { type: 'attempt-accepted', at: 500, attemptId, task, by: 'look-up', cost },
  'attempt-rejected': { type: 'attempt-rejected', at: 500, attemptId, error },
  'attempt-abandoned': { type: 'attempt-abandoned', at: 500, attemptId, by: 'policy' },
  'attempt-recovered': {
    type: 'attempt-recovered',
    at: 500,
    attemptId,
    recoveredAs: 'job-2',
  },
  'attempt-progressed': { type: 'attempt-progressed', at: 500, attemptId, vendorState },
  'attempt-succeeded': {
    type: 'attempt-succeeded',
    at: 500,
    attemptId,
    vendorState,
    assets,
    cost,
    times,
  },
  'attempt-failed': {
    type: 'attempt-failed',
    at: 500,
    attemptId,
    vendorState,
    error,
    vendorCode: 'E17',
    cost,
    times: {},
  },
  'assets-refreshed': { type: 'assets-refreshed', at: 600, assets },
  'asset-archived': { type: 'asset-archived', at: 600, index: 0, archived },
  'archive-given-up': { type: 'archive-given-up', at: 600, error },
  'cancel-requested': { type: 'cancel-requested', at: 700 },
  'job-succeeded': { type: 'job-succeeded', at: 700 },
  'job-failed': { type: 'job-failed', at: 700, error },
  'job-canceled': { type: 'job-canceled', at: 700 },
};

/** Events are only ever added; what a job was can be told from them. */
export function describeJobEvents(harness: LedgerHarness): void {
  test.each(Object.values(every))('an event of the type $type is kept as it was', async (event) => {
    const [ledger, other] = await openTwice(harness);
    await ledger.commit({ job, events: [event] });
    expect(await other.find('events', { jobId: 'job-1' })).toEqual([event]);
  });

  test('events are only added, in the order of their commits, whatever the clock said', async () => {
    const handles = await openTwice(harness);
    const life = Object.values(every);
    const commits = life
      .map((_event, n) => life.slice(n * 2, n * 2 + 2))
      .filter(({ length }) => length);
    for (const [n, events] of commits.entries()) {
      await handles[n % 2 === 0 ? 0 : 1].commit({ job: { ...job, version: n + 1 }, events });
      for (const reader of handles) {
        const found = await reader.find('events', { jobId: 'job-1' });
        expect(found).toEqual(life.slice(0, n * 2 + events.length));
      }
    }
  });

  test('many events of one commit keep their order', async () => {
    const ledger = await openLedger(harness);
    const events = Array.from({ length: 120 }, (_, n) => progressOf(String(n)));
    await ledger.commit({ job, events });
    expect(await ledger.find('events', { jobId: 'job-1' })).toEqual(events);
  });

  test('jobs have each their own events', async () => {
    const ledger = await openLedger(harness);
    const ids = ['job-1', 'job-10', 'JOB-1', 'job-1 '];
    await Promise.all(
      ids.map((id) => ledger.commit({ job: newJob(id), events: [progressOf(id)] })),
    );
    for (const id of ids) {
      expect(await ledger.find('events', { jobId: id })).toEqual([progressOf(id)]);
    }
  });
}

function progressOf(text: string): JobEvent {
  return { ...every['attempt-progressed'], vendorState: text };
}
