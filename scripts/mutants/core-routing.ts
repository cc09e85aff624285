import type { Mutant } from './mutant.ts';

const rank = 'packages/core/src/routing/rank.ts';
const plan = 'packages/core/src/routing/plan.ts';
const exclusion = 'packages/core/src/routing/find-exclusion.ts';
const wait = 'packages/core/src/routing/find-wait.ts';
const tried = 'packages/core/src/routing/tried-providers.ts';
const outlook = 'packages/core/src/routing/outlook.ts';
const hash = 'packages/core/src/routing/hash-to-unit.ts';
const none = 'packages/core/src/job/after-no-candidate.ts';
const planJob = 'packages/core/src/engine/plan-job.ts';
const rankTest = 'packages/core/src/routing/rank.test.ts';
const planTest = 'packages/core/src/routing/plan.test.ts';
const waitTest = 'packages/core/src/routing/find-wait.test.ts';
const triedTest = 'packages/core/src/routing/tried-providers.test.ts';
const outlookTest = 'packages/core/src/routing/outlook.test.ts';
const hashTest = 'packages/core/src/routing/hash-to-unit.test.ts';
const nextTest = 'packages/core/src/job/next-action.test.ts';
const gatewayTest = 'packages/core/test/gateway.test.ts';
const operatingTest = 'packages/core/test/operating.test.ts';

/** Bugs in who is asked, who is left out and why. */
export const routingMutants: readonly Mutant[] = [
  {
    name: 'an unknown price is the cheapest',
    file: rank,
    find: 'if (quote.usdMicros === undefined) return Number.POSITIVE_INFINITY;',
    replace: 'if (quote.usdMicros === undefined) return 0;',
    mustFail: [planTest],
  },
  {
    name: 'the dearest goes first',
    file: rank,
    find: 'compareNumbers(a.score, b.score)',
    replace: 'compareNumbers(b.score, a.score)',
    mustFail: [planTest],
  },
  {
    name: 'among equals the one that changes more goes first',
    file: rank,
    find: 'a.adaptations.length - b.adaptations.length',
    replace: 'b.adaptations.length - a.adaptations.length',
    mustFail: [planTest],
  },
  {
    name: 'the order that a person gives is turned round',
    file: rank,
    find: 'if (index >= 0) return index - (routing.order?.length ?? 0);',
    replace: 'if (index >= 0) return -index - (routing.order?.length ?? 0);',
    mustFail: [planTest],
  },
  {
    name: 'weights are turned round',
    file: rank,
    find: '/ weight : Number',
    replace: '* weight : Number',
    mustFail: [rankTest],
  },
  {
    name: 'failures that are free make a provider dearer',
    file: rank,
    find: "traits.failedTasksCharged === 'no'",
    replace: "traits.failedTasksCharged === 'yes'",
    mustFail: [rankTest],
  },
  {
    name: 'a provider that is not named by only is asked',
    file: plan,
    find: 'routing.only !== undefined && !routing.only.includes(id)',
    replace: "routing.only !== undefined && routing.only.includes('')",
    mustFail: [planTest],
  },
  {
    name: 'a provider that is to be ignored is asked',
    file: plan,
    find: 'if (routing.ignore?.includes(id)) {',
    replace: "if (routing.ignore?.includes('')) {",
    mustFail: [planTest],
  },
  {
    name: 'the second provider is asked where fallbacks are not allowed',
    file: plan,
    find: 'input.routing.allowFallbacks === false ? ranked.slice(0, 1) : ranked',
    replace: 'ranked',
    mustFail: [planTest],
  },
  {
    name: 'a provider that needs an address is given bytes',
    file: plan,
    find: 'needsStaging: hasBytes && !takesBytes(provider),',
    replace: 'needsStaging: false,',
    mustFail: [planTest],
  },
  {
    name: 'an end frame goes to who takes none',
    file: exclusion,
    find: 'if (endFrame !== undefined && !can.endFrame) {',
    replace: 'if (endFrame === null) {',
    mustFail: [planTest],
  },
  {
    name: 'a duration goes to who does not offer it',
    file: exclusion,
    find: 'if (!can.durations.includes(duration)) {',
    replace: 'if (can.durations.length === 0) {',
    mustFail: [planTest],
  },
  {
    name: 'a prompt goes to who cannot take so much',
    file: exclusion,
    find: 'if (prompt.length > (can.promptMaxLength ?? Infinity)) {',
    replace: 'if (prompt.length > Infinity) {',
    mustFail: [planTest],
  },
  {
    name: 'bytes go to who takes addresses only, and nothing can stage them',
    file: exclusion,
    find: '!takesBytes(provider) && !canStage',
    replace: '!takesBytes(provider) && canStage',
    mustFail: [planTest],
  },
  {
    name: 'strict changes a request like adapt',
    file: exclusion,
    find: "context.fit === 'strict' ?",
    replace: "context.fit === 'adapt' ?",
    mustFail: [planTest],
  },
  {
    name: 'availability waits for who is cheaper',
    file: wait,
    find: "|| routing.sort === 'availability'",
    replace: '',
    mustFail: [waitTest],
  },
  {
    name: 'patience has no end',
    file: wait,
    find: 'if (first === undefined || now >= patienceUntil) return undefined;',
    replace: 'if (first === undefined) return undefined;',
    mustFail: [waitTest],
  },
  {
    name: 'who is worse is waited for',
    file: wait,
    find: 'return waiting.score < best.score;',
    replace: 'return waiting.score > best.score;',
    mustFail: [waitTest],
  },
  {
    name: 'a provider is tried without end',
    file: tried,
    find: 'tries >= maxAttemptsPerProvider',
    replace: 'tries >= 100',
    mustFail: [triedTest],
  },
  {
    name: 'being asked to wait counts as an attempt',
    file: tried,
    find: " && other.error?.code !== 'rate-limited'",
    replace: '',
    mustFail: [triedTest],
  },
  {
    name: 'a job has any number of attempts that may have cost money',
    file: tried,
    find: 'attempts.filter(mayHaveCost).length >= maxPaidAttempts',
    replace: 'attempts.length < 0',
    mustFail: [triedTest],
  },
  {
    name: 'a provider that has just refused a job is asked again at once',
    file: tried,
    find: 'const until = endedAt + unreachableRestMs;',
    replace: 'const until = endedAt;',
    mustFail: [triedTest],
  },
  {
    name: 'odds do not make a provider dearer',
    file: outlook,
    find: 'failuresAreFree ? priceUsdMicros : priceUsdMicros / outlook.odds',
    replace: 'priceUsdMicros',
    mustFail: [outlookTest],
  },
  {
    name: 'all texts of one length draw alike',
    file: hash,
    find: 'hash ^ text.charCodeAt(index)',
    replace: 'hash ^ index',
    mustFail: [hashTest],
  },
  {
    name: 'a job waits for ever for providers that are out',
    file: none,
    find: 'if (earliest <= deadline) return',
    replace: 'if (earliest < Infinity) return',
    mustFail: [nextTest],
  },
  {
    name: 'what a job was refused for is asked of the same provider again',
    file: planJob,
    find: '      tried.excluded.get(id) ??\n',
    replace: '',
    mustFail: [gatewayTest],
  },
  {
    name: 'a drill is not played',
    file: planJob,
    find: '      toAssumed(assume[id], id, now) ??\n',
    replace: '',
    mustFail: [operatingTest],
  },
];
