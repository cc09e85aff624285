import type { Mutant } from './mutant.ts';

const submit = 'packages/core/src/engine/submit-step.ts';
const record = 'packages/core/src/engine/record.ts';
const surely = 'packages/core/src/engine/record-surely.ts';
const advance = 'packages/core/src/engine/advance.ts';
const steps = 'packages/core/src/engine/follow-steps.ts';
const resolve = 'packages/core/src/engine/resolve.ts';
const read = 'packages/core/src/engine/read-task.ts';
const archive = 'packages/core/src/engine/archive-step.ts';
const recover = 'packages/core/src/engine/recover-task.ts';
const gatewayTest = 'packages/core/test/gateway.test.ts';
const unreachableTest = 'packages/core/test/unreachable-ledger.test.ts';
const lateTest = 'packages/core/test/late-answers.test.ts';
const resolveTest = 'packages/core/test/resolve.test.ts';
const archiveTest = 'packages/core/test/archive.test.ts';
const clockTest = 'packages/core/test/faults/clock-submit.test.ts';
const unknownTest = 'packages/core/test/unknown-submit.test.ts';
const budgetsTest = 'packages/core/test/budgets.test.ts';
const conflictsTest = 'packages/core/test/conflicts.test.ts';

/** Bugs in the steps of a job: around the paid submit, and in what becomes of its answer. */
export const engineMutants: readonly Mutant[] = [
  {
    name: 'a submit is sent before its intent is durable',
    file: submit,
    find: '  const intended = await commitEvents(',
    replace:
      '  const early = provider.submit(prepared, { clock: context.ports });\n  provider = { ...provider, submit: () => early };\n  const intended = await commitEvents(',
    mustFail: [unreachableTest],
  },
  {
    name: 'a worker that slept over its intent sends it all the same',
    file: submit,
    find: 'if (sleptMs > leaseMarginMs || sleptMs < -clockDriftMs) {',
    replace: 'if (sleptMs < -clockDriftMs) {',
    mustFail: [lateTest],
  },
  {
    name: 'a worker whose clock was set back sends it all the same',
    file: submit,
    find: 'if (sleptMs > leaseMarginMs || sleptMs < -clockDriftMs) {',
    replace: 'if (sleptMs > leaseMarginMs) {',
    mustFail: [clockTest],
  },
  {
    name: 'a lease ends before the submit’s own time-out',
    file: submit,
    find: 'leaseUntil: now + timeoutMs + leaseMarginMs,',
    replace: 'leaseUntil: now + leaseMarginMs,',
    mustFail: [lateTest],
  },
  {
    name: 'a late refusal of the original overrules a replay',
    file: submit,
    find: "!(mayReplay && event.type === 'attempt-rejected')",
    replace: "event.type !== 'job-held'",
    mustFail: [lateTest],
  },
  {
    name: 'a replay leaves its idempotency key out',
    file: submit,
    find: 'send(attempt.prepared, provider, context)',
    replace:
      "send(\n    by === 'replay' ? { ...attempt.prepared, headers: {} } : attempt.prepared,\n    provider,\n    context,\n  )",
    mustFail: [gatewayTest],
  },
  {
    name: 'a submit that was accepted without a task counts as refused',
    file: submit,
    find: "outcome: 'unknown',\n    charged: 'unknown',\n    provider,",
    replace: "outcome: 'rejected',\n    charged: 'unknown',\n    provider,",
    mustFail: [unreachableTest],
  },
  {
    name: 'a task that turns up after its attempt has ended is forgotten',
    file: submit,
    find: ': await recoverTask(recorded, ended, accepted, context);',
    replace: ': recorded;',
    mustFail: [lateTest],
  },
  {
    name: 'an attempt in doubt and the one instead are two commits',
    file: submit,
    find: 'instead === undefined ? [intent] : [toGivenUp(instead, now), intent],',
    replace: '[intent],',
    mustFail: [unknownTest],
  },
  {
    name: 'the limits are not handed to the commit of the intent',
    file: submit,
    find: '    { limits: toSpendLimits(job, context, now) },\n',
    replace: '',
    mustFail: [budgetsTest],
  },
  {
    name: 'what somebody else did meanwhile makes an event be lost',
    file: record,
    find: 'if (!conflict || refusedAt === job.version) throw error;',
    replace: 'throw error;',
    mustFail: [conflictsTest],
  },
  {
    name: 'a job that ends needs another step to end',
    file: record,
    find: '  const closing = toClosingEvent(next, context);',
    replace: '  const closing = undefined;',
    mustFail: [gatewayTest],
  },
  {
    name: 'the answer to a paid submit is recorded by one try',
    file: surely,
    find: 'if (left <= 0 || isRefused(error)) {',
    replace: 'if (left <= triesWhileClosing || isRefused(error)) {',
    mustFail: [unreachableTest],
  },
  {
    name: 'a lost answer is lost in silence',
    file: surely,
    find: "if (event.type !== 'attempt-accepted') return;",
    replace: 'return;',
    mustFail: [unreachableTest],
  },
  {
    name: 'whoever was slower at a job throws',
    file: advance,
    find: '      if (!isConflict(error)) throw error;',
    replace: '      throw error;',
    mustFail: [conflictsTest],
  },
  {
    name: 'a budget that others have used up makes a step throw',
    file: advance,
    find: "(error.code === 'ledger-conflict' || error.code === 'budget-exceeded')",
    replace: "error.code === 'ledger-conflict'",
    mustFail: [conflictsTest],
  },
  {
    name: 'a poll that fails fails the job',
    file: steps,
    find: "    return await noteFailure(job, 'poll', failure, context);",
    replace:
      "    return await record(context, job.id, () => [\n      {\n        type: 'attempt-failed',\n        at: context.ports.now(),\n        attemptId: attempt.id,\n        vendorState: 'lost',\n        error: failure,\n        times: {},\n      },\n    ]);",
    mustFail: [gatewayTest],
  },
  {
    name: 'a look-up that finds nothing yet is conclusive',
    file: steps,
    find: "  if (found.absent === 'so-far') return undefined;\n",
    replace: '',
    mustFail: [gatewayTest],
  },
  {
    name: 'a task that a person names is believed unread',
    file: resolve,
    find: 'const { task } = await readTaskFor(attempt, resolution.taskId, provider, context);',
    replace: 'const task = provider.taskFromId(resolution.taskId, attempt.model);',
    mustFail: [resolveTest],
  },
  {
    name: 'a job that is not held can be resolved',
    file: resolve,
    find: "if (job.state === 'held' && attempt !== undefined)",
    replace: 'if (attempt !== undefined)',
    mustFail: [resolveTest],
  },
  {
    name: 'an attempt with a task is said to have none',
    file: resolve,
    find: "      requireState(job, attempt, 'unknown', resolution);\n      const error",
    replace: '      const error',
    mustFail: [resolveTest],
  },
  {
    name: 'a task that is older than the attempt is adopted',
    file: read,
    find: 'createdAt < attempt.intendedAt - clockSlackMs',
    replace: 'createdAt < 0',
    mustFail: [resolveTest],
  },
  {
    name: 'a dead address is tried until the file is gone',
    file: archive,
    find: "if (error.code !== 'asset-expired') return job;",
    replace: "if (error.code !== 'configuration') return job;",
    mustFail: [archiveTest],
  },
  {
    name: 'an archive that fails ends the job',
    file: archive,
    find: 'if (at >= until) {',
    replace: 'if (at < until) {',
    mustFail: [archiveTest],
  },
  {
    name: 'a late task whose recovery broke off half-way is never tied to its job',
    file: recover,
    find: '    idempotencyKey: key,\n',
    replace: '',
    mustFail: [conflictsTest],
  },
];
