import { expect, test } from 'vitest';
import type { FactsChange } from '../../test/job-facts.ts';
import { candidate, makeFacts } from '../../test/job-facts.ts';
import { stages } from '../../test/job-stages.ts';
import { makeAttempt, makeError, makeJob } from '../../test/make-job.ts';
import type { Plan } from '../routing/plan.ts';
import type { Job } from './job.ts';
import { nextAction } from './next-action.ts';

const never = { waitUntil: Number.POSITIVE_INFINITY };
const replayable = { idempotentSubmit: { windowMs: 600_000 } };
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** When the attempt of `stages` came into doubt, or was accepted. */
const since = 5_000;

const bytes = { sha256: 'a1', mediaType: 'image/png', byteLength: 9 };
const framed = {
  request: { ...stages['queued, new'].request, startFrame: bytes, endFrame: bytes },
};
const needsStaging = {
  plan: { candidates: [candidate('b', { needsStaging: true })], excluded: [] },
};
const payAtOnce = {
  onUnknownSubmit: { resubmit: { afterMs: 0, maxExtraUsdPerJob: 1, maxExtraUsdPerDay: 10 } },
} as const;
const canceled = (job: Job): Job => makeJob({ ...job, cancelRequestedAt: 1 });
const doubtful = stages['submitting, in doubt'];
const reportable = (job: Job): Job =>
  makeJob({ ...job, attempts: job.attempts.map((one) => ({ ...one, callbackToken: 'token' })) });
const payAfter = (afterMs: number) => ({
  onUnknownSubmit: { resubmit: { ...payAtOnce.onUnknownSubmit.resubmit, afterMs } },
});
const failedTask = makeAttempt({ state: 'failed', error: makeError('generation-failed') });
const waitFor = (provider: string, until: number): Plan => ({
  candidates: [candidate('b')],
  excluded: [],
  wait: { provider, until, why: `${provider} is only full` },
});

interface Row {
  readonly name: string;
  readonly job: Job;
  readonly facts?: FactsChange;
  readonly now?: number;
  readonly next: Readonly<Record<string, unknown>>;
}

const rows: readonly Row[] = [
  { name: 'a succeeded job waits for nothing', job: stages.succeeded, next: never },
  { name: 'a failed job waits for nothing', job: stages.failed, next: never },
  { name: 'a canceled job waits for nothing', job: stages.canceled, next: never },
  {
    name: 'a job whose row cannot be read waits for nothing',
    job: makeJob({ ...stages['held in doubt'], heldReason: 'corrupt' }),
    facts: { traits: replayable, canFindTasks: true },
    next: never,
  },
  {
    name: 'a job whose task failed goes on with the next provider',
    job: makeJob({ attempts: [failedTask] }),
    next: { do: 'submit', candidate: candidate('b') },
  },
  {
    name: 'a job that only keeps a late task ends with it',
    job: makeJob({
      recovers: { jobId: 'job-0', attemptId: 'attempt-0' },
      attempts: [failedTask],
    }),
    next: { finish: 'failed', error: makeError('generation-failed') },
  },
  {
    name: 'a better provider that is soon there again is waited for',
    job: stages['queued, new'],
    facts: { plan: waitFor('a', 70_001) },
    next: { waitUntil: 70_001 },
  },
  {
    name: 'a better provider is waited for no longer than said',
    job: stages['queued, new'],
    facts: { plan: waitFor('a', 70_000) },
    next: { do: 'submit', candidate: candidate('b') },
  },
  {
    name: 'a new job is submitted to the first candidate',
    job: stages['queued, new'],
    next: { do: 'submit', candidate: candidate('b') },
  },
  {
    name: 'a refused job is submitted to the next',
    job: stages['queued after a refusal'],
    next: { do: 'submit', candidate: candidate('b') },
  },
  {
    name: 'a canceled job that has nothing alive ends',
    job: canceled(stages['queued after a refusal']),
    next: { finish: 'canceled' },
  },
  {
    name: 'a new job that was canceled ends',
    job: canceled(stages['queued, new']),
    next: { finish: 'canceled' },
  },
  {
    name: 'a job with its video ends well',
    job: stages['running, its video there'],
    next: { finish: 'succeeded' },
  },
  {
    name: 'a canceled job with its video ends as canceled',
    job: canceled(stages['running, its video there']),
    next: { finish: 'canceled' },
  },
  {
    name: 'an end that nobody else would change is the end',
    job: makeJob({
      attempts: [makeAttempt({ state: 'failed', error: makeError('content-rejected') })],
    }),
    next: { finish: 'failed', error: makeError('content-rejected') },
  },
  {
    name: 'a frame is staged first',
    job: makeJob(framed),
    facts: needsStaging,
    next: { do: 'stage', sha256: 'a1' },
  },
  {
    name: 'a frame that has an address is not staged again',
    job: makeJob({ ...framed, staged: { a1: { url: 'https://x.invalid/a1' } } }),
    facts: needsStaging,
    next: { do: 'submit' },
  },
  {
    name: 'an address that lasts ten minutes and a bit is used',
    job: makeJob({
      ...framed,
      staged: { a1: { url: 'https://x.invalid/a1', expiresAt: 10 * minute + 1 } },
    }),
    facts: needsStaging,
    now: 0,
    next: { do: 'submit' },
  },
  {
    name: 'an address that soon ends is made anew',
    job: makeJob({
      ...framed,
      staged: { a1: { url: 'https://x.invalid/a1', expiresAt: 10 * minute } },
    }),
    facts: needsStaging,
    now: 0,
    next: { do: 'stage', sha256: 'a1' },
  },
  {
    name: 'a submit under way is left alone until its lease ends',
    job: stages.submitting,
    next: { waitUntil: 90_000 },
  },
  {
    name: 'a submit that has just begun is left alone as well',
    job: stages.submitting,
    now: 0,
    next: { waitUntil: 90_000 },
  },
  {
    name: 'a canceled submit under way is left alone too',
    job: canceled(stages.submitting),
    next: { waitUntil: 90_000 },
  },

  {
    name: 'a doubt that nothing settles is held',
    job: doubtful,
    next: {
      hold: 'outcome-unknown',
      error: { code: 'outcome-unknown', outcome: 'unknown', charged: 'unknown' },
    },
  },
  {
    name: 'a doubt is replayed where that is free',
    job: doubtful,
    facts: { traits: replayable },
    next: { do: 'replay' },
  },
  {
    name: 'a canceled doubt is not replayed',
    job: canceled(doubtful),
    facts: { traits: replayable },
    next: { hold: 'outcome-unknown' },
  },
  {
    name: 'a canceled doubt is looked up',
    job: canceled(doubtful),
    facts: { traits: replayable, canFindTasks: true },
    next: { do: 'look-up' },
  },
  {
    name: 'a replay waits for 15 s after the last',
    job: doubtful,
    facts: { traits: replayable, memory: { lastSettleAt: 10_000 } },
    now: 24_999,
    next: { waitUntil: 25_000 },
  },
  {
    name: 'a replay follows 15 s after the last',
    job: doubtful,
    facts: { traits: replayable, memory: { lastSettleAt: 10_000 } },
    now: 25_000,
    next: { do: 'replay' },
  },
  {
    name: 'the last moment of the window is used',
    job: doubtful,
    facts: { traits: replayable },
    now: 599_999,
    next: { do: 'replay' },
  },
  {
    name: 'outside the window nothing is replayed',
    job: doubtful,
    facts: { traits: replayable },
    now: 600_000,
    next: { hold: 'outcome-unknown' },
  },
  {
    name: 'outside the window it is looked up',
    job: doubtful,
    facts: { traits: replayable, canFindTasks: true },
    now: 600_000,
    next: { do: 'look-up' },
  },
  {
    name: 'a wide window ends with the reconciling',
    job: doubtful,
    facts: { traits: { idempotentSubmit: { windowMs: day } } },
    now: since + 900_000,
    next: { hold: 'outcome-unknown' },
  },
  {
    name: 'the reconciling lasts as long as it is set',
    job: doubtful,
    facts: { traits: replayable, policy: { reconcileForMs: 1_000 } },
    now: since + 1_000,
    next: { hold: 'outcome-unknown' },
  },
  {
    name: 'no reconciling at all is no replay',
    job: doubtful,
    facts: { traits: replayable, canFindTasks: true, policy: { reconcileForMs: 0 } },
    now: since,
    next: { hold: 'outcome-unknown' },
  },
  {
    name: 'a doubt that lies ahead is not sent again where that was never free',
    job: doubtful,
    now: since - 1,
    next: { waitUntil: since },
  },
  {
    name: 'a little behind the doubt nothing is replayed yet',
    job: doubtful,
    facts: { traits: replayable },
    now: since - 1,
    next: { waitUntil: since },
  },
  {
    name: 'a little behind the last replay the next one waits',
    job: doubtful,
    facts: { traits: replayable, memory: { lastSettleAt: 130_000 } },
    now: 70_000,
    next: { waitUntil: 130_000 },
  },
  {
    name: 'on a clock that was set back nothing is replayed',
    job: doubtful,
    facts: { traits: replayable, memory: { lastSettleAt: 130_001 } },
    now: 70_000,
    next: { hold: 'outcome-unknown' },
  },
  {
    name: 'on a clock that was set back nothing else is paid instead',
    job: doubtful,
    facts: { policy: payAtOnce, memory: { lastSettleAt: 130_001 } },
    now: 70_000,
    next: { hold: 'outcome-unknown' },
  },
  {
    name: 'a job that was changed on a clock since set back is not replayed',
    job: makeJob({ ...doubtful, updatedAt: 130_001 }),
    facts: { traits: replayable },
    now: 70_000,
    next: { hold: 'outcome-unknown' },
  },
  {
    name: 'what was held while the clock was behind is not replayed when it has caught up',
    job: stages['held in doubt'],
    facts: { traits: replayable },
    now: since,
    next: never,
  },
  {
    name: 'a held doubt is looked up at once where the last look-up lies ahead',
    job: stages['held in doubt'],
    facts: { canFindTasks: true, memory: { lastSettleAt: hour } },
    now: since - 2 * minute,
    next: { do: 'look-up' },
  },
  {
    name: 'and then every ten minutes',
    job: makeJob({ ...stages['held in doubt'], updatedAt: hour }),
    facts: { canFindTasks: true, memory: { lastSettleAt: minute } },
    now: 10 * minute,
    next: { waitUntil: 11 * minute },
  },
  {
    name: 'a held doubt that nobody can look up waits for the clock to catch up',
    job: makeJob({ ...stages['held in doubt'], updatedAt: hour }),
    now: 10 * minute,
    next: { waitUntil: hour },
  },
  {
    name: 'a doubt is looked up where that is possible',
    job: doubtful,
    facts: { canFindTasks: true },
    next: { do: 'look-up' },
  },
  {
    name: 'a look-up waits for 15 s after the last',
    job: doubtful,
    facts: { canFindTasks: true, memory: { lastSettleAt: 10_000 } },
    now: 10_001,
    next: { waitUntil: 25_000 },
  },
  {
    name: 'a look-up without a find is held in the end',
    job: doubtful,
    facts: { canFindTasks: true },
    now: since + 900_000,
    next: { hold: 'outcome-unknown' },
  },
  {
    name: 'a held doubt is looked up every ten minutes',
    job: stages['held in doubt'],
    facts: { canFindTasks: true, memory: { lastSettleAt: 2 * hour } },
    now: 2 * hour + 10 * minute,
    next: { do: 'look-up' },
  },
  {
    name: 'a held doubt is not looked up sooner',
    job: stages['held in doubt'],
    facts: { canFindTasks: true, memory: { lastSettleAt: 2 * hour } },
    now: 2 * hour + 1,
    next: { waitUntil: 2 * hour + 10 * minute },
  },
  {
    name: 'a held doubt is never replayed after its time',
    job: stages['held in doubt'],
    facts: { traits: replayable },
    now: day,
    next: never,
  },
  {
    name: 'a doubt whose report may still come is waited for',
    job: reportable(doubtful),
    next: { waitUntil: since + 900_000 },
  },
  {
    name: 'a doubt whose report may still come is replayed first where that is free',
    job: reportable(doubtful),
    facts: { traits: replayable },
    next: { do: 'replay' },
  },
  {
    name: 'a doubt without a report in time is held',
    job: reportable(doubtful),
    now: since + 900_000,
    next: { hold: 'outcome-unknown' },
  },
  {
    name: 'a doubt that policy pays for soon is looked at again by then',
    job: reportable(doubtful),
    facts: { policy: payAfter(100_000) },
    next: { waitUntil: since + 100_000 },
  },
  {
    name: 'a doubt that policy pays for later is not held until then',
    job: doubtful,
    facts: { policy: payAfter(100_000) },
    next: { waitUntil: since + 100_000 },
  },
  {
    name: 'a doubt that policy pays for is given up in the same step',
    job: doubtful,
    facts: { policy: payAfter(60_000) },
    next: { do: 'submit', candidate: candidate('b'), instead: doubtful.attempts[0] },
  },
  {
    name: 'a doubt at a provider that is gone is held',
    job: doubtful,
    facts: { configured: ['b'] },
    next: { hold: 'provider-missing', error: { code: 'provider-missing', outcome: 'unknown' } },
  },
  {
    name: 'a held doubt at a provider that is gone waits',
    job: stages['held in doubt'],
    facts: { configured: ['b'] },
    next: never,
  },

  {
    name: 'an accepted task waits for its first poll',
    job: stages.running,
    now: since,
    next: { waitUntil: since + 10_000 },
  },
  {
    name: 'a task whose end is reported is polled only in case that the report gets lost',
    job: reportable(stages.running),
    next: { waitUntil: since + 2 * minute },
  },
  {
    name: 'and then every minute',
    job: reportable(stages.running),
    facts: { memory: { poll: { failures: 0, lastAt: 69_000 } } },
    next: { waitUntil: 69_000 + minute },
  },
  {
    name: 'an accepted task is polled when it is time',
    job: stages.running,
    now: since + 10_000,
    next: { do: 'poll' },
  },
  {
    name: 'a canceled task is followed all the same',
    job: canceled(stages.running),
    now: since + 10_000,
    next: { do: 'poll' },
  },
  {
    name: 'a poll waits for its interval',
    job: stages.running,
    facts: { memory: { poll: { failures: 0, lastAt: 20_000 } } },
    now: 20_001,
    next: { waitUntil: 25_000 },
  },
  {
    name: 'a last poll that lies ahead is followed by another at once',
    job: stages.running,
    facts: { memory: { poll: { failures: 0, lastAt: 20_000 } } },
    now: 19_999,
    next: { do: 'poll' },
  },
  {
    name: 'a hint is a poll at once',
    job: stages.running,
    facts: { memory: { poll: { failures: 0, lastAt: 20_000, hinted: true } } },
    now: 20_001,
    next: { do: 'poll' },
  },
  {
    name: 'failed polls alone hold nothing',
    job: stages.running,
    facts: { memory: { poll: { failures: 500, lastAt: 20_000 } } },
    now: 20_001,
    next: { waitUntil: 80_000 },
  },
  {
    name: 'a process that slept looks before it calls a task stalled',
    job: stages.running,
    facts: { memory: { poll: { failures: 0, lastAt: 20_000 } } },
    now: day,
    next: { do: 'poll' },
  },
  {
    name: 'a look before the deadline is not enough to call a task stalled',
    job: stages.running,
    facts: { memory: { poll: { failures: 0, lastAt: since + hour - 1 } } },
    now: since + hour + 1,
    next: { waitUntil: since + hour - 1 + 5_000 },
  },
  {
    name: 'a task is stalled after a look past its deadline',
    job: stages.running,
    facts: { memory: { poll: { failures: 0, lastAt: since + hour } } },
    now: since + hour,
    next: {
      hold: 'stalled',
      error: { code: 'stalled', outcome: 'accepted', charged: 'unknown', taskId: 'task-1' },
    },
  },
  {
    name: 'a deadline that is set counts',
    job: stages.running,
    facts: {
      policy: { polling: { deadlineMs: minute } },
      memory: { poll: { failures: 0, lastAt: since + minute } },
    },
    now: since + minute,
    next: { hold: 'stalled' },
  },
  {
    name: 'a person who waits on gives a task all of its time again',
    job: makeJob({
      ...stages.running,
      attempts: stages.running.attempts.map((one) => ({ ...one, releasedAt: since + hour })),
    }),
    facts: { memory: { poll: { failures: 0, lastAt: since + hour + 1 } } },
    now: since + hour + 2,
    next: { waitUntil: since + hour + 5_001 },
  },
  {
    name: 'a stalled task is looked at every ten minutes',
    job: stages['held, stalled'],
    facts: { memory: { poll: { failures: 0, lastAt: 2 * hour } } },
    now: 2 * hour + 10 * minute,
    next: { do: 'poll' },
  },
  {
    name: 'a stalled task is not looked at sooner',
    job: stages['held, stalled'],
    facts: { memory: { poll: { failures: 0, lastAt: 2 * hour } } },
    now: 2 * hour + 1,
    next: { waitUntil: 2 * hour + 10 * minute },
  },
  {
    name: 'a stalled task is looked at for as long as its result lives',
    job: stages['held, stalled'],
    facts: { traits: { resultLifetimeMs: hour }, memory: { poll: { failures: 0, lastAt: 1 } } },
    now: since + 2 * hour - 1,
    next: { do: 'poll' },
  },
  {
    name: 'a stalled task whose result is gone is left alone',
    job: stages['held, stalled'],
    facts: {
      traits: { resultLifetimeMs: hour },
      memory: { poll: { failures: 0, lastAt: since + 2 * hour } },
    },
    now: since + 2 * hour,
    next: never,
  },
  {
    name: 'a stalled task whose result may be gone is looked at where nobody has looked since',
    job: stages['held, stalled'],
    facts: {
      traits: { resultLifetimeMs: hour },
      memory: { poll: { failures: 0, lastAt: since + 2 * hour - 1 } },
    },
    now: since + 3 * hour,
    next: { do: 'poll' },
  },
  {
    name: 'a stalled task of which this process knows nothing is looked at, however old it is',
    job: stages['held, stalled'],
    now: since + 9 * day,
    next: { do: 'poll' },
  },
  {
    name: 'a task that a leaping clock has stalled gets the time again that it had at first',
    job: makeJob({ ...stages['held, stalled'], updatedAt: 3 * day }),
    facts: { memory: { poll: { failures: 0, lastAt: 3 * day } } },
    now: 3 * day,
    next: { waitUntil: 3 * day + 10 * minute },
  },
  {
    name: 'and no more than that',
    job: makeJob({ ...stages['held, stalled'], updatedAt: 3 * day }),
    facts: { memory: { poll: { failures: 0, lastAt: 3 * day + hour } } },
    now: 3 * day + hour,
    next: never,
  },
  {
    name: 'a last look that lies ahead was none',
    job: stages['held, stalled'],
    facts: { memory: { poll: { failures: 0, lastAt: 3 * day } } },
    now: 2 * day,
    next: { do: 'poll' },
  },
  {
    name: 'a task that is not known yet is asked for again',
    job: stages.running,
    facts: { memory: { poll: { failures: 1, lastAt: 20_000, notFoundSince: 20_000 } } },
    now: 20_001,
    next: { waitUntil: 30_000 },
  },
  {
    name: 'a task that stays unknown for two minutes is held',
    job: stages.running,
    facts: { memory: { poll: { failures: 9, lastAt: 140_000, notFoundSince: 20_000 } } },
    now: 140_000,
    next: {
      hold: 'task-not-found',
      error: { code: 'not-found', outcome: 'accepted', taskId: 'task-1' },
    },
  },
  {
    name: 'a task at a provider that is gone is held',
    job: stages.running,
    facts: { configured: ['b'] },
    next: { hold: 'provider-missing', error: { code: 'provider-missing', outcome: 'accepted' } },
  },

  {
    name: 'nobody at all is no-provider',
    job: stages['queued, new'],
    facts: {
      plan: { candidates: [], excluded: [{ provider: 'a', reason: 'ignored', message: 'A.' }] },
    },
    next: {
      finish: 'failed',
      error: {
        code: 'no-provider',
        outcome: 'rejected',
        charged: 'no',
        message: 'No provider can take this request. [ignored] A.',
      },
    },
  },
  {
    name: 'nobody for the money is budget-exceeded',
    job: stages['queued, new'],
    facts: {
      plan: {
        candidates: [],
        excluded: [{ provider: 'a', reason: 'above-max-price', message: 'A.' }],
      },
    },
    next: { finish: 'failed', error: { code: 'budget-exceeded' } },
  },
  {
    name: 'nobody left is the last error',
    job: stages['queued after a refusal'],
    facts: {
      plan: {
        candidates: [],
        excluded: [{ provider: 'a', reason: 'already-tried', message: 'A.' }],
      },
    },
    next: {
      finish: 'failed',
      error: {
        code: 'network',
        message: 'a said network No other provider can take it. [already-tried] A.',
      },
    },
  },
  {
    name: 'who is out for now is waited for',
    job: stages['queued, new'],
    facts: {
      plan: {
        candidates: [],
        excluded: [
          { provider: 'a', reason: 'resting', message: 'A.', until: 500_000 },
          { provider: 'b', reason: 'rate-limited', message: 'B.', until: 200_000 },
        ],
      },
    },
    next: { waitUntil: 200_000 },
  },
  {
    name: 'the wait may last exactly as long as it is set',
    job: stages['queued, new'],
    facts: {
      plan: {
        candidates: [],
        excluded: [{ provider: 'a', reason: 'resting', message: 'A.', until: 600_000 }],
      },
    },
    next: { waitUntil: 600_000 },
  },
  {
    name: 'who is out for too long is not waited for',
    job: stages['queued, new'],
    facts: {
      plan: {
        candidates: [],
        excluded: [{ provider: 'a', reason: 'resting', message: 'A.', until: 600_001 }],
      },
    },
    next: { finish: 'failed', error: { code: 'no-provider' } },
  },
  {
    name: 'no waiting at all is set by 0',
    job: stages['queued, new'],
    facts: {
      policy: { maxWaitMs: 0 },
      plan: {
        candidates: [],
        excluded: [{ provider: 'a', reason: 'resting', message: 'A.', until: 70_001 }],
      },
    },
    next: { finish: 'failed' },
  },
];

test.each(rows)('$name', ({ job, facts, now = 70_000, next }) => {
  expect(nextAction(job, makeFacts(facts), now)).toMatchObject(next);
});

const archiving = (notBefore: number): FactsChange => ({
  policy: { archives: true },
  memory: { archiving: { notBefore, failures: 1 } },
});

test.each([
  ['is waited for', 15 * minute, { waitUntil: 15 * minute }],
  ['is over', 0, { do: 'archive', index: 0 }],
  ['was put further ahead than any, by a clock since set back', 15 * minute + 1, { do: 'archive' }],
] as const)('a pause between two tries to copy a file %s', (_how, notBefore, next) => {
  const job = stages['running, its video there'];
  expect(nextAction(job, makeFacts(archiving(notBefore)), 0)).toMatchObject(next);
});

test('the hold of a doubt says whom to ask and why', () => {
  const action = nextAction(doubtful, makeFacts(), 70_000);
  if (!('hold' in action)) throw new Error('not held');
  expect(action.error.message).toMatch(
    /whether a took this request \(a said timeout\).*a's dashboard/,
  );
});

test('a vendor that asks to be left alone for years is asked again before its result is gone', () => {
  const lastAt = since + hour;
  const facts = makeFacts({
    memory: { poll: { failures: 1, lastAt, notBefore: lastAt + 3650 * day } },
  });
  const action = nextAction(stages.running, facts, since + 2 * hour);
  expect('waitUntil' in action ? action.waitUntil : 0).toBeLessThan(since + hour + day);
});

test('a plan is made only where it is needed', () => {
  const facts = {
    ...makeFacts(),
    plan: () => {
      throw new Error('asked for a plan');
    },
  };
  for (const stage of [
    'submitting',
    'submitting, in doubt',
    'running',
    'held, stalled',
    'succeeded',
  ] as const) {
    expect(() => nextAction(stages[stage], facts, 70_000)).not.toThrow();
  }
});
