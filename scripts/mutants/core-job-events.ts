import type { Mutant } from './mutant.ts';

const apply = 'packages/core/src/job/apply-event.ts';
const lease = 'packages/core/src/job/expire-lease.ts';
const submit = 'packages/core/src/job/to-submit-event.ts';
const poll = 'packages/core/src/job/to-poll-event.ts';
const cost = 'packages/core/src/job/to-job-cost.ts';
const spend = 'packages/core/src/job/to-attempt-spend.ts';
const schedule = 'packages/core/src/job/poll-schedule.ts';
const applyTest = 'packages/core/src/job/apply-event.test.ts';
const leaseTest = 'packages/core/src/job/expire-lease.test.ts';
const submitTest = 'packages/core/src/job/to-submit-event.test.ts';
const pollTest = 'packages/core/src/job/to-poll-event.test.ts';
const costTest = 'packages/core/src/job/to-job-cost.test.ts';
const scheduleTest = 'packages/core/src/job/poll-schedule.test.ts';

/** Bugs in what events make of a job, and in what answers and figures become. */
export const jobEventMutants: readonly Mutant[] = [
  {
    name: 'an accepted attempt can be refused',
    file: apply,
    find: "accepted: ['succeeded', 'failed', 'abandoned'],",
    replace: "accepted: ['succeeded', 'failed', 'abandoned', 'rejected'],",
    mustFail: [applyTest],
  },
  {
    name: 'an attempt that has ended can be accepted',
    file: apply,
    find: '  rejected: [],',
    replace: "  rejected: ['accepted'],",
    mustFail: [applyTest],
  },
  {
    name: 'a canceled job may intend another attempt',
    file: apply,
    find: "  if (job.cancelRequestedAt !== undefined) throw illegal(job, 'was canceled', event);\n",
    replace: '',
    mustFail: [applyTest],
  },
  {
    name: 'a job that is over goes on',
    file: apply,
    find: 'if (isFinal(job) && !canFollowTheEnd(event))',
    replace: "if (isFinal(job) && event.type === 'job-held')",
    mustFail: [applyTest],
  },
  {
    name: 'a job ends while a vendor may be working',
    file: apply,
    find: 'if (live !== undefined) throw illegal(job,',
    replace: 'if (live === null) throw illegal(job,',
    mustFail: [applyTest],
  },
  {
    name: 'a second cancel hides when the first one came',
    file: apply,
    find: 'job.cancelRequestedAt ?? event.at',
    replace: 'event.at',
    mustFail: [applyTest],
  },
  {
    name: 'what was held back for a task counts as taken when it fails',
    file: apply,
    find: "changeAttempt(without('cost', job, event), event, change)",
    replace: 'changeAttempt(job, event, change)',
    mustFail: [applyTest],
  },
  {
    name: 'a held job whose attempt goes on stays held',
    file: apply,
    find: "change.state !== undefined && job.state === 'held'",
    replace: "change.state === 'submitting' && job.state === 'held'",
    mustFail: [applyTest],
  },
  {
    name: 'a task that is followed elsewhere is taken from an attempt that has one',
    file: apply,
    find: 'if (attempt !== undefined && !lost)',
    replace: 'if (attempt === undefined && lost)',
    mustFail: [applyTest],
  },
  {
    name: 'a submit whose lease passed counts as refused',
    file: lease,
    find: "type: 'attempt-unknown',",
    replace: "type: 'attempt-rejected',",
    mustFail: [leaseTest],
  },
  {
    name: 'a submit is given up while its answer may still come',
    file: lease,
    find: 'if (now < live.leaseUntil && !isSetBack)',
    replace: 'if (now < live.intendedAt && !isSetBack)',
    mustFail: [leaseTest],
  },
  {
    name: 'an answer that was lost counts as a refusal',
    file: submit,
    find: "return error.outcome === 'rejected'",
    replace: "return error.outcome !== 'accepted'",
    mustFail: [submitTest],
  },
  {
    name: 'what an adapter throws by mistake counts as a refusal',
    file: submit,
    find: '    ...otherwise,\n',
    replace: "    ...otherwise,\n    outcome: 'rejected',\n",
    mustFail: [submitTest],
  },
  {
    name: 'the message of a foreign error is taken over',
    file: submit,
    find: 'nameOf(error)} during',
    replace: 'String(error)} during',
    mustFail: [submitTest],
  },
  {
    name: 'a result is kept as long as from our look on',
    file: poll,
    find: 'Math.min(times.completedAt ?? at, at)',
    replace: 'at',
    mustFail: [pollTest],
  },
  {
    name: 'a task that its vendor canceled is said to be free',
    file: poll,
    find: "charged: 'unknown',",
    replace: "charged: 'no',",
    mustFail: [pollTest],
  },
  {
    name: 'an unknown price counts as 0',
    file: cost,
    find: 'if (amount === undefined) return undefined;',
    replace: 'if (amount === undefined) continue;',
    mustFail: [costTest],
  },
  {
    name: 'what a vendor holds back counts as charged',
    file: cost,
    find: 'const charged = open ?',
    replace: 'const charged = !open ?',
    mustFail: [costTest],
  },
  {
    name: 'a failed task counts as free though nobody says so',
    file: spend,
    find: "attempt.state !== 'rejected' &&",
    replace: "attempt.state !== 'rejected' &&\n    attempt.state !== 'failed' &&",
    mustFail: [costTest],
  },
  {
    name: 'what was recovered is counted twice',
    file: spend,
    find: ' &&\n    attempt.recoveredAs === undefined',
    replace: '',
    mustFail: [costTest],
  },
  {
    name: 'Retry-After of a poll is ignored',
    file: schedule,
    find: 'Math.max((memory.lastAt ?? acceptedAt) + pauseMs, notBefore)',
    replace: '(memory.lastAt ?? acceptedAt) + pauseMs',
    mustFail: [scheduleTest],
  },
  {
    name: 'polls that fail follow each other at the usual pace',
    file: schedule,
    find: '2 ** Math.min(memory.failures, 10)',
    replace: '1',
    mustFail: [scheduleTest],
  },
  {
    name: 'a vendor’s Retry-After of ten years is kept to',
    file: schedule,
    find: 'askedFor > now + longestRetryAfterMs ? 0 : askedFor',
    replace: 'askedFor',
    mustFail: [scheduleTest],
  },
  {
    name: 'a report does not make the poll immediate',
    file: schedule,
    find: 'if (memory.hinted === true ||',
    replace: 'if (memory.hinted === false ||',
    mustFail: [scheduleTest],
  },
];
