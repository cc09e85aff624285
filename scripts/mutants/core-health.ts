import type { Mutant } from './mutant.ts';

const breaker = 'packages/core/src/health/breaker.ts';
const after = 'packages/core/src/health/after-submit.ts';
const standing = 'packages/core/src/health/find-standing.ts';
const keep = 'packages/core/src/health/keep-health.ts';
const outcome = 'packages/core/src/health/to-outcome.ts';
const rest = 'packages/core/src/health/rest.ts';
const estimate = 'packages/core/src/health/success-estimate.ts';
const health = 'packages/core/src/health/health.ts';
const gate = 'packages/core/src/engine/gate.ts';
const events = 'packages/core/src/health/provider-event.ts';
const restTest = 'packages/core/src/health/rest.test.ts';
const unitTest = 'packages/core/src/health/health.test.ts';
const breakerTest = 'packages/core/src/health/breaker.test.ts';
const healthTest = 'packages/core/test/health.test.ts';
const afterTest = 'packages/core/src/health/after-submit.test.ts';
const standingTest = 'packages/core/src/health/find-standing.test.ts';
const keepTest = 'packages/core/src/health/keep-health.test.ts';
const outcomeTest = 'packages/core/src/health/to-outcome.test.ts';
const estimateTest = 'packages/core/src/health/success-estimate.test.ts';
const accountsTest = 'packages/core/test/health-accounts.test.ts';
const sharedTest = 'packages/core/test/health-shared.test.ts';
const gateTest = 'packages/core/src/engine/gate.test.ts';
const eventsTest = 'packages/core/src/health/provider-event.test.ts';
const limitsTest = 'packages/core/test/gateway-limits.test.ts';

/** Bugs in how providers are judged: each lets jobs into a hole, or keeps them from a good provider. */
export const healthMutants: readonly Mutant[] = [
  {
    name: 'a breaker remembers for ten minutes whatever was answered since',
    file: breaker,
    find: '|| isTrusted)',
    replace: '|| answered < 0)',
    mustFail: [breakerTest],
  },
  {
    name: 'a breaker opens for the same time again and again',
    file: breaker,
    find: 'firstOpenMs * 2 ** (openings - 1)',
    replace: 'firstOpenMs',
    mustFail: [breakerTest],
  },
  {
    name: 'a breaker is open without end',
    file: breaker,
    find: ', longestOpenMs);',
    replace: ', 100 * longestOpenMs);',
    mustFail: [breakerTest],
  },
  {
    name: 'any number of jobs try a provider at once',
    file: breaker,
    find: "return isTried ? 'tried' : 'ready';",
    replace: "return 'ready';",
    mustFail: [breakerTest],
  },
  {
    name: 'a trial without an answer is never over',
    file: breaker,
    find: 'isToCome(trialUntil, now, trialLeaseMs)',
    replace: 'trialUntil > 0',
    mustFail: [breakerTest],
  },
  {
    name: 'a job tries a provider whose free call was not asked',
    file: breaker,
    find: "if (canCheck && checkedAt === undefined) return 'checkable';",
    replace: "if (checkedAt === null) return 'checkable';",
    mustFail: [breakerTest],
  },
  {
    name: 'an open breaker is opened for longer by what was under way',
    file: breaker,
    find: '  if (isOpen(breaker) && isOpenUntil(breaker.openUntil, now)) return breaker;\n',
    replace: '',
    mustFail: [breakerTest],
  },
  {
    name: 'a lost answer opens nothing',
    file: after,
    find: "if (error.outcome === 'unknown') {",
    replace: "if (error.outcome === 'accepted') {",
    mustFail: [afterTest],
  },
  {
    name: 'a refused connection opens a breaker at once',
    file: after,
    find: 'seen.refusals < refusalsToOpen',
    replace: 'seen.refusals < 1',
    mustFail: [afterTest],
  },
  {
    name: 'a vendor may ask for a pause of a year',
    file: after,
    find: 'Math.min(Math.max(asked, shortestPauseMs), longestPauseMs)',
    replace: 'asked',
    mustFail: [afterTest],
  },
  {
    name: 'a key that is missing here rests the provider for all',
    file: after,
    find: "      if (error.code === 'authentication' && error.status === undefined) return alive;\n",
    replace: '',
    mustFail: [afterTest],
  },
  {
    name: 'a provider that has been silent gets more submits',
    file: standing,
    find: 'now - awaited.since < awaited.suspiciousMs',
    replace: 'now - awaited.since < 100 * awaited.suspiciousMs',
    mustFail: [standingTest],
  },
  {
    name: 'what was submitted since does not count against a balance',
    file: standing,
    find: 'balance.usdMicros - spentSince >= usdMicros',
    replace: 'balance.usdMicros >= usdMicros',
    mustFail: [standingTest],
  },
  {
    name: 'a pause is not kept to',
    file: standing,
    find: 'if (pause !== undefined && isToCome(',
    replace: 'if (pause === null && isToCome(',
    mustFail: [standingTest],
  },
  {
    name: 'a finding is lost when another process was faster',
    file: keep,
    find: '        if (!isConflict(error)) {',
    replace: '        if (isConflict(error)) {',
    mustFail: [keepTest],
  },
  {
    name: 'what is being written is forgotten when the ledger is read',
    file: keep,
    find: 'if (health.version > stored.version) set(health, pending);',
    replace: 'if (health.version > stored.version) set(health, []);',
    mustFail: [keepTest],
  },
  {
    name: 'moderation counts against the provider',
    file: outcome,
    find: "error?.code === 'generation-failed' ? 'failed' : undefined",
    replace: "'failed'",
    mustFail: [outcomeTest],
  },
  {
    name: 'a crash of ours counts against the provider',
    file: outcome,
    find: "error?.code === 'outcome-unknown' ? undefined : 'refused'",
    replace: "'refused'",
    mustFail: [outcomeTest],
  },
  {
    name: 'a person’s rest ends when the account is fine',
    file: rest,
    find: "rest.reason === 'by-hand' || rest.reason === code",
    replace: 'rest.reason === code',
    mustFail: [restTest],
  },
  {
    name: 'an empty account is asked again though there is no more on it',
    file: health,
    find: '(usdMicros ?? 0) > before',
    replace: '(usdMicros ?? 0) >= 0',
    mustFail: [accountsTest],
  },
  {
    name: 'a replay is taken off the balance like a charge',
    file: health,
    find: "attempt.state === 'submitting' && error?.outcome",
    replace: 'error?.outcome',
    mustFail: [unitTest],
  },
  {
    name: 'each process lets one job try a provider',
    file: health,
    find: 'return isReady ? putBreaker(health, model, tryBreaker(breaker, now)) : health;',
    replace: 'return isReady ? { ...health } : health;',
    mustFail: [sharedTest],
  },
  {
    name: 'odds never fade',
    file: estimate,
    find: '0.5 ** (Math.max(now - at, 0) / halfLifeMs)',
    replace: '1',
    mustFail: [estimateTest],
  },
  {
    name: 'a clock that was set back makes odds grow',
    file: estimate,
    find: 'Math.max(now - at, 0)',
    replace: '(now - at)',
    mustFail: [estimateTest],
  },
  {
    name: 'a refused submit weighs as much as a failed task',
    file: estimate,
    find: 'refused * refusalWeight',
    replace: 'refused',
    mustFail: [estimateTest],
  },
  {
    name: 'a thousand submits go to a provider that swallows them',
    file: gate,
    find: 'onTheirWay.size >= most + fadeHeard()',
    replace: 'onTheirWay.size >= 1_000 + fadeHeard()',
    mustFail: [limitsTest],
  },
  {
    name: 'what was heard long ago still makes room',
    file: gate,
    find: 'heard *= Math.exp(-Math.max(0, now - heardAt) / heardFadesMs);',
    replace: '',
    mustFail: [gateTest],
  },
  {
    name: 'a submit that was not sent after all makes room like an answer',
    file: gate,
    find: "else if (came === 'answer') heard",
    replace: 'else heard',
    mustFail: [gateTest],
  },
  {
    name: 'after a doubt as many are sent at once as before',
    file: gate,
    find: "if (came === 'doubt') [most, heard] = [onTheirWayAfterDoubt, 0];",
    replace: "if (came === 'doubt') heard += 0;",
    mustFail: [gateTest],
  },
  {
    name: 'a step that sends nothing counts as a doubt',
    file: 'packages/core/src/engine/submit-step.ts',
    find: "gate?.arrive(job.id, 'nothing')",
    replace: "gate?.arrive(job.id, 'doubt')",
    mustFail: [limitsTest],
  },
  {
    name: 'an answer from before a doubt lets all through again',
    file: breaker,
    find: '|| breaker.trialUntil === undefined) return',
    replace: ') return',
    mustFail: [breakerTest, healthTest],
  },
  {
    name: 'a provider that fails each trial is tried again and again by the cheapest jobs',
    file: 'packages/core/src/routing/rank.ts',
    find: 'compareNumbers(toResort(a), toResort(b)) ||',
    replace: '',
    mustFail: ['packages/core/src/routing/plan.test.ts', healthTest],
  },
  {
    name: 'a refused connection teaches that answers come at once',
    file: health,
    find: 'now >= sentAt && error === undefined',
    replace: 'now >= sentAt',
    mustFail: [unitTest],
  },
  {
    name: 'a place that gets free calls nobody',
    file: gate,
    find: 'else if (tasks.delete(jobId)) callNext(1);',
    replace: 'else tasks.delete(jobId);',
    mustFail: [gateTest],
  },
  {
    name: 'polls use up what submits need',
    file: gate,
    find: "kind === 'poll' ? Math.floor(capacity * reservedForSubmits) : 0",
    replace: '0',
    mustFail: [gateTest],
  },
  {
    name: 'a breaker that opens again is told of no more',
    file: events,
    find: 'if (now.openUntil === old?.openUntil) return [];',
    replace: 'if (isOpen(old)) return [];',
    mustFail: [eventsTest],
  },
];
