import type { FakeProvider } from '@vidgate/testkit';
import { fakeProvider } from '@vidgate/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { orderOf, planFor, request } from '../../test/plan-input.ts';
import type { Exclusion, TemporaryReason } from './find-exclusion.ts';
import type { Outlook } from './outlook.ts';
import type { Plan, PlanInput } from './plan.ts';
import { makePlan } from './plan.ts';
import { toPlace, toResort, toScore } from './rank.ts';

const ids = ['a', 'b', 'c', 'd', 'e'] as const;
type Id = (typeof ids)[number];
const now = 1_000_000;
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const sorts = fc.constantFrom('price' as const, 'availability' as const, 'balanced' as const);

/** What decides on the place of one provider. Few values, so that there are ties. */
const worlds = fc.record({
  cents: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined, freq: 8 }),
  rounds: fc.boolean(),
  charges: fc.boolean(),
  odds: fc.constantFrom(0.3, 0.9, 0.97),
  typicalMs: fc.constantFrom(30_000, 60_000, 240_000),
  lastResort: fc.option(fc.constant(true as const), { nil: undefined, freq: 2 }),
  out: fc.option(
    fc.record({
      reason: fc.constantFrom<TemporaryReason[]>('at-capacity', 'rate-limited', 'circuit-open'),
      forMs: fc.constantFrom(1_000, 5_000, 90_000),
    }),
    { nil: undefined, freq: 2 },
  ),
});
type World = typeof worlds extends fc.Arbitrary<infer T> ? T : never;
type Worlds = Readonly<Record<Id, World>>;

const routings = fc.record(
  {
    sort: sorts,
    order: fc.shuffledSubarray<string>([...ids], { maxLength: 2 }),
    weights: fc.dictionary(fc.constantFrom(...ids), fc.integer({ min: 0, max: 100 })),
    only: fc.subarray([...ids], { minLength: 3 }),
    ignore: fc.subarray([...ids], { maxLength: 1 }),
    allowFallbacks: fc.boolean(),
    patienceMs: fc.constantFrom<number[]>(0, 20_000, 60_000),
    valueOfTimeUsdPerSecond: fc.constantFrom(0, 0.0005, 0.002),
  },
  { requiredKeys: ['sort'] },
);

const inputs = fc.record({
  all: fc.record({ a: worlds, b: worlds, c: worlds, d: worlds, e: worlds }),
  configured: fc.shuffledSubarray([...ids], { minLength: 3 }),
  routing: routings,
  seed: fc.uuid(),
  waitedMs: fc.constantFrom(0, 10_000, 50_000),
});
type Given = typeof inputs extends fc.Arbitrary<infer T> ? T : never;

/** The input of a plan for a request whose cfg scale some of the providers round. */
function toInput({ all, configured, routing, seed, waitedMs }: Given): PlanInput {
  return {
    request: { ...request, cfgScale: 0.3 },
    providers: configured.map((id) => toProvider(id, all[id])),
    routing,
    seed,
    now,
    waitingSince: now - waitedMs,
    fit: 'adapt',
    canStage: false,
    caps: [],
    livePrice: () => undefined,
    outlook: (id) => toOutlook(id, all),
    standing: (id) => toStanding(id, all),
  };
}

function toProvider(id: string, { cents, rounds, charges }: World): FakeProvider {
  return fakeProvider({
    id,
    usd: cents === undefined ? {} : { 5: cents / 100 },
    capabilities: { durations: [5], cfgScale: rounds ? { step: 0.5 } : {} },
    traits: { failedTasksCharged: charges ? 'yes' : 'no' },
  });
}

function toOutlook(id: string, all: Worlds): Outlook {
  return isId(id) ? all[id] : { odds: 0.97, typicalMs: 0 };
}

function toStanding(id: string, all: Worlds): Exclusion | undefined {
  const out = isId(id) ? all[id].out : undefined;
  return out && { reason: out.reason, message: `${id} is out.`, until: now + out.forMs };
}

function isId(id: string): id is Id {
  return ids.some((one) => one === id);
}

function check(claim: (given: Given) => void, runs = 150): void {
  fc.assert(fc.property(inputs, claim), { numRuns: runs });
}

/** All that decides on the place of a candidate, but for the order in which providers are configured. */
function meritOf({ provider, quote, adaptations }: Plan['candidates'][number], input: PlanInput) {
  const found = input.providers.find(({ id }) => id === provider);
  const outlook = input.outlook(provider, input.request.model);
  const score = found && toScore({ quote, outlook }, found, input);
  const resort = toResort({ outlook });
  return [toPlace(provider, input), resort, score, quote.usdMicros, adaptations.length];
}

test('every provider is once a candidate that says why, or left out with a reason and a sentence', () => {
  check((given) => {
    const { candidates, excluded } = makePlan(toInput(given));
    const named = [...candidates, ...excluded].map(({ provider }) => provider);
    expect(named.toSorted()).toEqual(given.configured.toSorted());
    for (const { why } of candidates) expect(why).toMatch(/\S/);
    for (const { reason, message } of excluded) {
      expect(reason).toMatch(/^[a-z-]+$/);
      expect(message).toMatch(/\w.*\.$/);
    }
  });
});

test('no candidate breaks a wish or is out', () => {
  check((given) => {
    const { only, ignore = [], allowFallbacks } = given.routing;
    const { candidates } = makePlan(toInput(given));
    for (const { provider } of candidates) {
      expect(only?.some((id) => id === provider) ?? true).toBe(true);
      expect(ignore.some((id) => id === provider)).toBe(false);
      expect(toStanding(provider, given.all)).toBeUndefined();
    }
    if (allowFallbacks === false) expect(candidates.length).toBeLessThanOrEqual(1);
  });
});

test('a plan is the same for the same input, and changes nothing of it', () => {
  check((given) => {
    const before = structuredClone(given);
    const input = Object.freeze(toInput(given));
    expect(makePlan(input)).toEqual(makePlan(input));
    expect(makePlan(toInput(given))).toEqual(makePlan(input));
    expect(given).toEqual(before);
  });
});

test('the order in which providers are configured decides nothing but ties', () => {
  const shuffled = inputs.chain((given) =>
    fc.record({
      given: fc.constant(given),
      mixed: fc.shuffledSubarray(given.configured, { minLength: given.configured.length }),
    }),
  );
  fc.assert(
    fc.property(shuffled, ({ given, mixed }) => {
      const [input, other] = [toInput(given), toInput({ ...given, configured: mixed })];
      const [plan, second] = [makePlan(input), makePlan(other)];
      expect(second.candidates.map((one) => meritOf(one, other))).toEqual(
        plan.candidates.map((one) => meritOf(one, input)),
      );
      expect(second.wait === undefined).toBe(plan.wait === undefined);
    }),
    { numRuns: 200 },
  );
});

test('each candidate is at least as good as the next one, and of equals the earlier goes first', () => {
  check((given) => {
    const input = toInput(given);
    const { candidates } = makePlan(input);
    candidates.slice(1).forEach((next, index) => {
      const before = candidates[index];
      const mine = before === undefined ? [] : meritOf(before, input);
      const theirs = meritOf(next, input);
      const differs = mine.findIndex((value, place) => value !== theirs[place]);
      if (differs >= 0) {
        expect(mine[differs] ?? Infinity).toBeLessThan(theirs[differs] ?? Infinity);
      } else {
        const places = [before?.provider, next.provider].map((id) =>
          input.providers.findIndex((provider) => provider.id === id),
        );
        expect(places).toEqual(places.toSorted((a, b) => a - b));
      }
    });
  });
});

test('weights leave nobody out', () => {
  check(({ routing: { allowFallbacks: _all, ...routing }, ...given }) => {
    const { weights: _weights, ...without } = routing;
    const weighted = makePlan(toInput({ ...given, routing }));
    const plain = makePlan(toInput({ ...given, routing: without }));
    expect(orderOf(weighted).toSorted()).toEqual(orderOf(plain).toSorted());
  });
});

test('who is in the order goes before who is not, whatever the sort', () => {
  check((given) => {
    const { order = [] } = given.routing;
    const chosen = orderOf(makePlan(toInput(given)));
    const named = order.filter((id) => chosen.includes(id));
    expect(chosen.slice(0, named.length)).toEqual(named);
  });
});

/** One provider's world is changed, and its rank must not get better or worse. */
const changes = inputs.chain((given) =>
  fc.record({
    given: fc.constant({ ...given, routing: { ...given.routing, allowFallbacks: true } }),
    id: fc.constantFrom(...given.configured),
    by: fc.integer({ min: 0, max: 40 }),
  }),
);

function rankOf(id: string, plan: Plan): number {
  return orderOf(plan).indexOf(id);
}

test('raising a price never improves a rank, under any sort', () => {
  fc.assert(
    fc.property(changes, ({ given, id, by }) => {
      const { cents } = given.all[id];
      const dearer = { ...given.all[id], cents: cents === undefined ? undefined : cents + by };
      const raised = { ...given, all: { ...given.all, [id]: dearer } };
      expect(rankOf(id, makePlan(toInput(raised)))).toBeGreaterThanOrEqual(
        rankOf(id, makePlan(toInput(given))),
      );
    }),
    { numRuns: 200 },
  );
});

test('better odds and shorter times never worsen a rank, and change nothing under price', () => {
  fc.assert(
    fc.property(changes, maybe(fc.constant(true)), ({ given, id }, faster) => {
      const { typicalMs } = given.all[id];
      const better = { ...given.all[id], odds: 0.99, typicalMs: faster ? 1_000 : typicalMs };
      const after = makePlan(toInput({ ...given, all: { ...given.all, [id]: better } }));
      const before = makePlan(toInput(given));
      expect(rankOf(id, after)).toBeLessThanOrEqual(rankOf(id, before));
      if (given.routing.sort === 'price') expect(after).toEqual(before);
    }),
    { numRuns: 200 },
  );
});

test('nobody is waited for beyond the patience, under availability, or without another candidate', () => {
  check((given) => {
    const { sort, patienceMs = 60_000 } = given.routing;
    const { wait, candidates, excluded } = makePlan(toInput(given));
    if (wait === undefined) return;
    expect(sort).not.toBe('availability');
    expect(candidates).not.toEqual([]);
    expect(wait.until).toBeLessThanOrEqual(now - given.waitedMs + patienceMs);
    const waited = excluded.find(({ provider }) => provider === wait.provider);
    expect(['at-capacity', 'rate-limited']).toContain(waited?.reason);
    expect(wait.until).toBe(waited?.until);
  }, 400);
});

test('some of these plans wait, so that what is claimed of waiting is claimed of something', () => {
  const plans = fc.sample(inputs, { numRuns: 500, seed: 1 }).map((one) => makePlan(toInput(one)));
  expect(plans.filter(({ wait }) => wait !== undefined).length).toBeGreaterThan(10);
});

test('under price only a cheaper one is waited for, or one instead of a last resort', () => {
  check((given) => {
    const routing = { sort: 'price' as const, patienceMs: 60_000 };
    const { wait, candidates } = makePlan(toInput({ ...given, routing }));
    const [best] = candidates;
    if (wait === undefined || best === undefined || !isId(wait.provider)) return;
    const waited = given.all[wait.provider];
    const resort = toResort({ outlook: toOutlook(best.provider, given.all) });
    const [mine, theirs] = [toResort({ outlook: waited }), resort];
    expect(mine).toBeLessThanOrEqual(theirs);
    if (mine < theirs) return;
    expect((waited.cents ?? Infinity) * 10_000).toBeLessThan(best.quote.usdMicros ?? Infinity);
  });
});

test('a last resort goes after all others but where a person has said where it goes', () => {
  check((given) => {
    const { order: _order, weights: _weights, ...routing } = given.routing;
    const chosen = orderOf(makePlan(toInput({ ...given, routing })));
    const resorts = chosen.map((id) => toResort({ outlook: toOutlook(id, given.all) }));
    expect(resorts).toEqual(resorts.toSorted());
  });
});

test('a price that a person has set goes before a live one, which goes before the listed one', () => {
  const live = {
    duration: 5,
    usdMicros: 250_000,
    certainty: 'exact',
    source: 'vendor',
    asOf: 'today',
  } as const;
  const listed = fakeProvider({ id: 'a', usd: { 5: 0.3 } });
  const [offer] = listed.offers;
  const prices = (offer?.prices ?? []).map((price) => ({
    ...price,
    source: 'https://vendor.example',
  }));
  const unlisted = { ...listed, offers: listed.offers.map((one) => ({ ...one, prices })) };
  const quoteOf = (provider: typeof listed): number | undefined =>
    planFor([provider], { livePrice: () => live }).candidates[0]?.quote.usdMicros;
  expect(quoteOf(listed)).toBe(300_000);
  expect(quoteOf(unlisted)).toBe(250_000);
  expect(planFor([unlisted]).candidates[0]?.quote.usdMicros).toBe(300_000);
});
