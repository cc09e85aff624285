import type { Mutant } from './mutant.ts';

const decide = 'packages/core/src/job/decide-after.ts';
const next = 'packages/core/src/job/next-action.ts';
const doubt = 'packages/core/src/job/settle-doubt.ts';
const follow = 'packages/core/src/job/follow-task.ts';
const resubmission = 'packages/core/src/job/to-resubmission.ts';
const decideTest = 'packages/core/src/job/decide-after.test.ts';
const nextTest = 'packages/core/src/job/next-action.test.ts';
const resubmissionTest = 'packages/core/src/job/to-resubmission.test.ts';

/** Bugs in what is decided about a job: most of them pay twice or lose a video. */
export const jobMutants: readonly Mutant[] = [
  {
    name: 'a task that its vendor canceled is done again elsewhere',
    file: decide,
    find: "      return 'end';",
    replace: "      return 'others';",
    mustFail: [decideTest],
  },
  {
    name: 'what one vendor’s moderation refused is tried at others without being asked',
    file: decide,
    find: "? 'others' : 'end';\n    case 'rate-limited':",
    replace: "? 'others' : 'others';\n    case 'rate-limited':",
    mustFail: [decideTest],
  },
  {
    name: 'a request is reshaped again and again',
    file: decide,
    find: 'reshapedBefore === 1)',
    replace: 'reshapedBefore >= 1)',
    mustFail: [decideTest],
  },
  {
    name: 'a request that two vendors call invalid goes to a third',
    file: decide,
    find: 'reshapedBefore > 1 ?',
    replace: 'reshapedBefore > 2 ?',
    mustFail: [decideTest],
  },
  {
    name: 'who was given up by a person is asked again',
    file: decide,
    find: "=== 'abandoned') return 'others';",
    replace: "=== 'abandoned') return 'anyone';",
    mustFail: [decideTest],
  },
  {
    name: 'a refused key is tried again at the same provider',
    file: decide,
    find: "    default:\n      return 'others';",
    replace: "    default:\n      return 'anyone';",
    mustFail: [decideTest],
  },
  {
    name: 'a submit that is under way counts as one in doubt',
    file: next,
    find: 'return { waitUntil: live.leaseUntil };',
    replace: 'return settleDoubt(job, live, facts, now);',
    mustFail: [nextTest],
  },
  {
    name: 'a job is submitted after it was canceled',
    file: next,
    find: "  if (job.cancelRequestedAt !== undefined) return { finish: 'canceled' };\n",
    replace: '',
    mustFail: [nextTest],
  },
  {
    name: 'a job whose row cannot be read is acted on',
    file: next,
    find: 'isFinal(job) || isCorrupt',
    replace: 'isFinal(job)',
    mustFail: [nextTest],
  },
  {
    name: 'a job that only keeps a late task pays for another one',
    file: next,
    find: 'job.recovers !== undefined || decideAfter',
    replace: 'decideAfter',
    mustFail: [nextTest],
  },
  {
    name: 'a better provider that is only full is not waited for',
    file: next,
    find: 'plan.wait !== undefined && now < plan.wait.until',
    replace: 'plan.wait !== undefined && now > plan.wait.until',
    mustFail: [nextTest],
  },
  {
    name: 'a file that could not be copied is copied again without a pause',
    file: next,
    find: 'const waits = now < notBefore &&',
    replace: 'const waits = now > notBefore &&',
    mustFail: [nextTest],
  },
  {
    name: 'a replay is sent after its vendor has forgotten the key',
    file: doubt,
    find: 'until: Math.min(deadline, attempt.intendedAt + windowMs)',
    replace: 'until: deadline',
    mustFail: [nextTest],
  },
  {
    name: 'a canceled job is replayed',
    file: doubt,
    find: 'idempotentSubmit === false || job.cancelRequestedAt !== undefined || isOver',
    replace: 'idempotentSubmit === false || isOver',
    mustFail: [nextTest],
  },
  {
    name: 'a job that is held in doubt is replayed again',
    file: doubt,
    find: "job.state === 'held' && job.heldReason === 'outcome-unknown'",
    replace: 'false',
    mustFail: [nextTest],
  },
  {
    name: 'a submit in doubt is settled without end',
    file: doubt,
    find: 'ways.find(({ until }) => now < until)',
    replace: 'ways[0]',
    mustFail: [nextTest],
  },
  {
    name: 'a submit in doubt is settled again and again without a pause',
    file: doubt,
    find: 'const nextAt = lastSettleAt + settleIntervalMs;',
    replace: 'const nextAt = lastSettleAt;',
    mustFail: [nextTest],
  },
  {
    name: 'a policy pays elsewhere although a report may still come',
    file: resubmission,
    find: 'if (now < from) return',
    replace: 'if (now > from) return',
    mustFail: [resubmissionTest],
  },
  {
    name: 'a policy pays elsewhere for a job that was canceled',
    file: resubmission,
    find: "onUnknownSubmit === 'hold' || job.cancelRequestedAt !== undefined",
    replace: "onUnknownSubmit === 'hold'",
    mustFail: [resubmissionTest],
  },
  {
    name: 'a policy pays elsewhere at once',
    file: resubmission,
    find: 'const from = since + (',
    replace: 'const from = since + 0 * (',
    mustFail: [resubmissionTest],
  },
  {
    name: 'a task is held at its deadline without a last look',
    file: follow,
    find: 'now >= deadline && lastAt >= deadline',
    replace: 'now >= deadline',
    mustFail: [nextTest],
  },
  {
    name: 'a task that cannot be seen yet is given up at once',
    file: follow,
    find: 'poll.notFoundSince + notFoundGraceMs',
    replace: 'poll.notFoundSince',
    mustFail: [nextTest],
  },
  {
    name: 'a held job is not looked at any more',
    file: follow,
    find: 'if (now >= pollAt) return',
    replace: "if (now >= pollAt && job.state !== 'held') return",
    mustFail: [nextTest],
  },
  {
    name: 'a person who waits on gets no more time',
    file: follow,
    find: 'Math.max(acceptedAt, attempt.releasedAt ?? 0)',
    replace: 'acceptedAt',
    mustFail: [nextTest],
  },
];
