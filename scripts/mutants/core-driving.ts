import type { Mutant } from './mutant.ts';

const queue = 'packages/core/src/driver/timer-queue.ts';
const driver = 'packages/core/src/driver/driver.ts';
const ownership = 'packages/core/src/gateway/ownership.ts';
const local = 'packages/core/src/gateway/local-driver.ts';
const signs = 'packages/core/src/gateway/vital-signs.ts';
const retention = 'packages/core/src/gateway/retention.ts';
const wait = 'packages/core/src/gateway/wait-for-job.ts';
const submit = 'packages/core/src/gateway/submit-job.ts';
const cancel = 'packages/core/src/gateway/cancel-job.ts';
const gateway = 'packages/core/src/gateway/create-gateway.ts';
const create = 'packages/core/src/gateway/create-job.ts';
const queueTest = 'packages/core/src/driver/timer-queue.test.ts';
const driverTest = 'packages/core/src/driver/driver.test.ts';
const signsTest = 'packages/core/src/gateway/vital-signs.test.ts';
const waitTest = 'packages/core/src/gateway/wait-for-job.test.ts';
const retentionTest = 'packages/core/test/retention.test.ts';
const resumeTest = 'packages/core/test/resume.test.ts';
const processesTest = 'packages/core/test/faults/two-processes.test.ts';
const clocksTest = 'packages/core/test/faults/clock-processes.test.ts';
const gatewayTest = 'packages/core/test/gateway.test.ts';
const createTest = 'packages/core/src/gateway/create-job.test.ts';
const leftBehindTest = 'packages/core/test/left-behind.test.ts';
const conflictsTest = 'packages/core/test/conflicts.test.ts';

/** Bugs in who drives a job and when: a lost wake-up is a lost video, a doubled one a doubled step. */
export const drivingMutants: readonly Mutant[] = [
  {
    name: 'a time that was replaced still counts',
    file: queue,
    find: '      if (current.get(entry.key) !== entry) continue;\n',
    replace: '',
    mustFail: [queueTest],
  },
  {
    name: 'the heap goes down on the later side',
    file: queue,
    find: '(heap[right]?.at ?? Infinity) < (heap[left]?.at ?? Infinity)',
    replace: '(heap[right]?.at ?? -1) > (heap[left]?.at ?? -1)',
    mustFail: [queueTest],
  },
  {
    name: 'a time of a month ahead is due at once',
    file: queue,
    find: 'Math.min(Math.max(next - now, 0), maxDelayMs)',
    replace: 'Math.max(next - now, 0)',
    mustFail: [queueTest],
  },
  {
    name: 'a clock that was set back makes all jobs wait for as long',
    file: queue,
    find: 'isSetBack ? Number.MAX_VALUE : now',
    replace: 'now',
    mustFail: [queueTest],
  },
  {
    name: 'an earlier time does not move the timer',
    file: queue,
    find: 'if (next === timerAt) return;',
    replace: 'if (next === timerAt || timerAt < Infinity) return;',
    mustFail: [queueTest],
  },
  {
    name: 'a wake-up during a step is lost',
    file: driver,
    find: '      wokenMeanwhile.add(jobId);\n',
    replace: '',
    mustFail: [driverTest],
  },
  {
    name: 'a step of a job runs twice at once',
    file: driver,
    find: 'if (running.has(jobId)) {',
    replace: 'if (wokenMeanwhile.has(jobId)) {',
    mustFail: [driverTest],
  },
  {
    name: 'a close does not wait for the submit that is under way',
    file: driver,
    find: '      await Promise.all(running.values());\n',
    replace: '',
    mustFail: [driverTest],
  },
  {
    name: 'a step that threw is the job’s last',
    file: driver,
    find: 'return clock.now() + retryMs;',
    replace: 'return undefined;',
    mustFail: [driverTest],
  },
  {
    name: 'a closed driver starts further steps',
    file: driver,
    find: '    if (closed) return;\n    if (running',
    replace: '    if (running',
    mustFail: [driverTest],
  },
  {
    name: 'a process is gone as soon as it is late by the clock',
    file: ownership,
    find: 'if ((await listen()) || isTurn) await takeFreed(firstMoment);',
    replace: 'if ((await listen()) || isTurn) await takeFreed(clock.now());',
    mustFail: [clocksTest],
  },
  {
    name: 'a process that ends leaves its jobs to be missed',
    file: ownership,
    find: '      await beatUntil(0);\n',
    replace: '',
    mustFail: [resumeTest],
  },
  {
    name: 'one job that cannot be taken over stops the others',
    file: ownership,
    find: '          report(error);\n          return false;',
    replace: '          report(error);\n          throw error;',
    mustFail: [leftBehindTest],
  },
  {
    name: 'a submit under way is taken from a process that is only late',
    file: local,
    find: "const isSending = mayBeAlive && findLiveAttempt(present)?.state === 'submitting';",
    replace: 'const isSending = false;',
    mustFail: [processesTest],
  },
  {
    name: 'a job that another process has taken meanwhile is taken from it',
    file: local,
    find: '(from === undefined || present.owner === from.owner)',
    replace: 'true',
    mustFail: [conflictsTest],
  },
  {
    name: 'a job that waits for nothing by itself is never looked at again',
    file: local,
    find: 'if (callAgainAt > lookAt && !isFinal(result.job)) idle.set(jobId, lookAt);',
    replace: '',
    mustFail: [resumeTest],
  },
  {
    name: 'a process is gone after one heartbeat',
    file: signs,
    find: 'beat - sign.beat >= missedBeats',
    replace: 'beat - sign.beat >= 1',
    mustFail: [signsTest],
  },
  {
    name: 'a process is gone by the clock alone',
    file: signs,
    find: 'beat - sign.beat >= missedBeats && !isPlausible',
    replace: '!isPlausible',
    mustFail: [signsTest],
  },
  {
    name: 'what has just finished is forgotten',
    file: retention,
    find: 'clock.now() - keepFinishedForMs',
    replace: 'clock.now()',
    mustFail: [retentionTest],
  },
  {
    name: 'only the first hundred are ever forgotten',
    file: retention,
    find: 'full = forget.length === atOnce;',
    replace: 'full = false;',
    mustFail: [retentionTest],
  },
  {
    name: 'a held job ends a waiting for the end',
    file: wait,
    find: "isFinal(job) || (until === 'settled' && job.state === 'held')",
    replace: "isFinal(job) || job.state === 'held'",
    mustFail: [waitTest],
  },
  {
    name: 'what other processes do ends no waiting',
    file: wait,
    find: '    if (shared) refresh();\n',
    replace: '',
    mustFail: [waitTest],
  },
  {
    name: 'an idempotency key returns what another request made',
    file: submit,
    find: 'if (earlier === undefined || earlier.fingerprint === fingerprint) return earlier;',
    replace: 'return earlier;',
    mustFail: [gatewayTest],
  },
  {
    name: 'a request that can never run is recorded',
    file: submit,
    find: '  refuseHopeless(planJob(job, context), toDeadline(job));\n',
    replace: '',
    mustFail: [gatewayTest],
  },
  {
    name: 'the order of a request’s fields makes it another one',
    file: create,
    find: '.toSorted(([a], [b]) => (a < b ? -1 : 1))',
    replace: '',
    mustFail: [createTest],
  },
  {
    name: 'a cancel says that nothing may be billed while a vendor works',
    file: cancel,
    find: "{ result: 'following', mayBill: true, job }",
    replace: "{ result: 'following', mayBill: false, job }",
    mustFail: [gatewayTest],
  },
  {
    name: 'an aborted signal still records a job',
    file: gateway,
    find: '      if (signal?.aborted) {',
    replace: '      if (signal?.aborted === null) {',
    mustFail: [gatewayTest],
  },
];
