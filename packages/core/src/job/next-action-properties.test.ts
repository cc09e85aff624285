import fc from 'fast-check';
import { expect, test } from 'vitest';
import { candidate, makeFacts } from '../../test/job-facts.ts';
import { events, stages } from '../../test/job-stages.ts';
import { makeAttempt, makeJob } from '../../test/make-job.ts';
import type { Plan } from '../routing/plan.ts';
import { applyEvent } from './apply-event.ts';
import type { Job } from './job.ts';
import { findLiveAttempt, isFinal, isLive } from './job.ts';
import type { JobEvent } from './job-event.ts';
import type { JobFacts, UnknownSubmitPolicy } from './job-facts.ts';
import type { NextAction } from './next-action.ts';
import { nextAction } from './next-action.ts';

const plans: readonly Plan[] = [
  { candidates: [candidate('a')], excluded: [] },
  { candidates: [candidate('b'), candidate('a')], excluded: [] },
  { candidates: [], excluded: [{ provider: 'a', reason: 'already-tried', message: 'A.' }] },
  {
    candidates: [],
    excluded: [{ provider: 'a', reason: 'resting', message: 'A.', until: 700_000 }],
  },
];

const facts: fc.Arbitrary<JobFacts> = fc
  .record({
    windowMs: fc.constantFrom(undefined, 60_000, 86_400_000),
    canFindTasks: fc.boolean(),
    configured: fc.constantFrom(['a', 'b'], ['a', 'b'], ['b']),
    reconcileForMs: fc.constantFrom(0, 900_000, 900_000),
    maxWaitMs: fc.constantFrom(0, 600_000),
    lastSettleAt: fc.constantFrom(undefined, 0, 100_000),
    lastAt: fc.option(fc.nat({ max: 5_000_000 }), { nil: undefined, freq: 2 }),
    notFoundSince: fc.option(fc.nat({ max: 5_000_000 }), { nil: undefined, freq: 2 }),
    plan: fc.constantFrom(...plans),
    onUnknownSubmit: fc.constantFrom<UnknownSubmitPolicy>('hold', resubmit(0), resubmit(900_000)),
  })
  .map(
    ({
      windowMs,
      reconcileForMs,
      maxWaitMs,
      onUnknownSubmit,
      lastSettleAt,
      lastAt,
      notFoundSince,
      ...rest
    }) =>
      makeFacts({
        ...rest,
        traits: { idempotentSubmit: windowMs === undefined ? false : { windowMs } },
        policy: { reconcileForMs, maxWaitMs, onUnknownSubmit },
        memory: { lastSettleAt, poll: { failures: 0, lastAt, notFoundSince } },
      }),
  );

function resubmit(afterMs: number): UnknownSubmitPolicy {
  return { resubmit: { afterMs, maxExtraUsdPerJob: 1, maxExtraUsdPerDay: 10 } };
}

/** A number that picks one of the events that are legal then, and how long after the last it comes. */
type Step = readonly [number, number];

const someMs = fc.oneof(fc.nat({ max: 60_000 }), fc.nat({ max: 4_000_000 }));
const steps: fc.Arbitrary<readonly Step[]> = fc.array(fc.tuple(fc.nat({ max: 999 }), someMs), {
  maxLength: 12,
});

/** A job made by legal events only. */
function live(taken: readonly Step[]): { readonly job: Job; readonly now: number } {
  let job = makeJob();
  let now = 0;
  for (const [pick, afterMs] of taken) {
    const possible = legalEvents(job);
    const event = pick > 950 ? events['cancel-requested'] : possible[pick % possible.length];
    if (event === undefined || isFinal(job)) break;
    now += afterMs;
    job = applyEvent(job, forAttempt({ ...event, at: now }, job));
  }
  return { job, now };
}

function legalEvents(job: Job): readonly JobEvent[] {
  const held = job.state === 'held' ? [events['job-released']] : [events['job-held']];
  switch (findLiveAttempt(job)?.state) {
    case 'submitting':
      return [events['attempt-accepted'], events['attempt-rejected'], events['attempt-unknown']];
    case 'unknown':
      return [
        events['attempt-accepted'],
        events['attempt-rejected'],
        events['attempt-abandoned'],
        ...held,
      ];
    case 'accepted':
      return [
        events['attempt-succeeded'],
        events['attempt-failed'],
        events['attempt-progressed'],
        events['attempt-abandoned'],
        ...held,
      ];
    default:
      if (job.assets.length > 0) return [events['job-succeeded']];
      return job.cancelRequestedAt === undefined
        ? [events['attempt-intended'], events['frames-staged']]
        : [events['job-canceled']];
  }
}

/** The event, about the job's live attempt, or about a new one under a new id. */
function forAttempt(event: JobEvent, job: Job): JobEvent {
  if (event.type !== 'attempt-intended') {
    return 'attemptId' in event ? { ...event, attemptId: findLiveAttempt(job)?.id ?? '' } : event;
  }
  const { length } = job.attempts;
  const id = `attempt-${length + 1}`;
  const times = { intendedAt: event.at, leaseUntil: event.at + 90_000 };
  return {
    ...event,
    attempt: { ...event.attempt, ...times, id, provider: length % 2 === 0 ? 'a' : 'b' },
  };
}

function shapeOf(action: NextAction): string {
  if ('do' in action) return action.do;
  if ('waitUntil' in action) return Number.isNaN(action.waitUntil) ? 'NaN' : 'wait';
  return 'hold' in action ? 'hold' : 'finish';
}

/** Clocks are set back too, so that all that is known of a job lies ahead. */
const laterMs = fc.oneof(
  { weight: 3, arbitrary: someMs },
  fc.integer({ min: -4_000_000, max: -1 }),
);
const lives = fc.record({ steps, facts, laterMs });

function asked(check: (job: Job, action: NextAction, facts: JobFacts, now: number) => void): void {
  fc.assert(
    fc.property(lives, ({ steps: taken, facts: given, laterMs }) => {
      const { job, now } = live(taken);
      check(job, nextAction(job, given, now + laterMs), given, now + laterMs);
    }),
    { numRuns: 250 },
  );
}

test('the answer is always one of its shapes', () => {
  asked((job, action) => {
    expect(['stage', 'submit', 'replay', 'look-up', 'poll', 'wait', 'hold', 'finish']).toContain(
      shapeOf(action),
    );
    if (isFinal(job)) expect(action).toEqual({ waitUntil: Number.POSITIVE_INFINITY });
  });
});

test('while an attempt is alive nothing is finished, and nothing paid but instead of one in doubt, by policy', () => {
  asked((job, action, { policy, providers }, now) => {
    const alive = findLiveAttempt(job);
    if (alive === undefined) return;
    expect(shapeOf(action)).not.toBe('finish');
    if (!('do' in action) || (action.do !== 'submit' && action.do !== 'stage')) return;
    if (action.do === 'submit') expect(action.instead).toEqual(alive);
    expect(alive.state).toBe('unknown');
    const { onUnknownSubmit, reconcileForMs } = policy;
    if (onUnknownSubmit === 'hold') throw new Error('paid although the policy is to hold');
    const inDoubtFor = now - (alive.unknownSince ?? 0);
    expect(inDoubtFor).toBeGreaterThanOrEqual(onUnknownSubmit.resubmit.afterMs ?? 0);
    const { canFindTasks = false } = providers.get(alive.provider) ?? {};
    if (canFindTasks) expect(inDoubtFor).toBeGreaterThanOrEqual(reconcileForMs);
  });
});

test('nothing is submitted, staged or replayed after a cancel', () => {
  asked((job, action) => {
    if (job.cancelRequestedAt === undefined) return;
    expect(['submit', 'stage', 'replay']).not.toContain(shapeOf(action));
  });
});

const doubts = fc.record({
  intendedAt: fc.nat({ max: 100_000 }),
  unknownAfterMs: fc.nat({ max: 90_000 }),
  windowMs: fc.constantFrom(undefined, 60_000, 86_400_000),
  reconcileForMs: fc.constantFrom(0, 60_000, 900_000),
  canceled: fc.boolean(),
  held: fc.boolean(),
  canFindTasks: fc.boolean(),
  updatedAfterMs: fc.nat({ max: 90_000 }),
  lastSettleAt: fc.option(fc.nat({ max: 200_000 }), { nil: undefined }),
  laterMs: fc.oneof(laterMs, fc.integer({ min: -200_000, max: 200_000 })),
});

test('a doubt is replayed exactly where that is free: idempotent, inside both windows, neither canceled nor held, on a clock that has not been set back', () => {
  fc.assert(
    fc.property(
      doubts,
      ({ windowMs, reconcileForMs, canceled, held, canFindTasks, lastSettleAt, ...at }) => {
        const unknownSince = at.intendedAt + at.unknownAfterMs;
        const now = unknownSince + at.laterMs;
        const updatedAt = unknownSince + at.updatedAfterMs;
        const attempt = makeAttempt({ state: 'unknown', intendedAt: at.intendedAt, unknownSince });
        const job = makeJob({
          ...(held ? stages['held in doubt'] : stages['submitting, in doubt']),
          attempts: [attempt],
          updatedAt,
          ...(canceled ? { cancelRequestedAt: 1 } : {}),
        });
        const action = nextAction(
          job,
          makeFacts({
            canFindTasks,
            traits: { idempotentSubmit: windowMs === undefined ? false : { windowMs } },
            policy: { reconcileForMs },
            memory: { lastSettleAt },
          }),
          now,
        );
        const free =
          windowMs !== undefined &&
          !canceled &&
          !held &&
          now >= Math.max(updatedAt, lastSettleAt ?? 0) &&
          now < at.intendedAt + windowMs &&
          now < unknownSince + reconcileForMs;
        const due = lastSettleAt === undefined || now >= lastSettleAt + 15_000;
        expect(shapeOf(action) === 'replay').toBe(free && due);
        if (free && !due) expect(shapeOf(action)).toBe('wait');
      },
    ),
    { numRuns: 300 },
  );
});

test('only an accepted task is polled, and only a doubt is looked up', () => {
  asked((_job, action) => {
    if (!('attempt' in action) || action.do === 'replay') return;
    expect(action.attempt.state).toBe(action.do === 'poll' ? 'accepted' : 'unknown');
  });
});

test('a job never has two live attempts, and a new one only after the last was surely over', () => {
  fc.assert(
    fc.property(steps, (taken) => {
      const { job } = live(taken);
      expect(job.attempts.filter(({ state }) => isLive(state)).length).toBeLessThanOrEqual(1);
      for (const attempt of job.attempts.slice(0, -1)) {
        expect(['rejected', 'failed', 'abandoned']).toContain(attempt.state);
      }
    }),
    { numRuns: 200 },
  );
});

test('what ends or holds a job does so at once: the same question leads to no second event', () => {
  asked((job, action, given, now) => {
    const event = toEvent(action, now);
    if (event === undefined) return;
    const closed = applyEvent(job, event);
    expect(toEvent(nextAction(closed, given, now), now)).toBeUndefined();
  });
});

function toEvent(action: NextAction, at: number): JobEvent | undefined {
  if ('hold' in action) return { type: 'job-held', at, reason: action.hold, error: action.error };
  if (!('finish' in action)) return undefined;
  if (action.finish === 'failed') return { type: 'job-failed', at, error: action.error };
  return { type: action.finish === 'succeeded' ? 'job-succeeded' : 'job-canceled', at };
}
