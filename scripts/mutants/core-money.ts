import type { Mutant } from './mutant.ts';

const usd = 'packages/core/src/usd.ts';
const cap = 'packages/core/src/routing/price-cap.ts';
const plan = 'packages/core/src/routing/plan.ts';
const planJob = 'packages/core/src/engine/plan-job.ts';
const limits = 'packages/core/src/engine/spend-limits.ts';
const offer = 'packages/core/src/offer.ts';
const time = 'packages/core/src/time.ts';
const tend = 'packages/core/src/engine/tend-providers.ts';
const usdTest = 'packages/core/src/usd.test.ts';
const capTest = 'packages/core/src/routing/price-cap.test.ts';
const pricesTest = 'packages/core/test/live-prices.test.ts';
const budgetsTest = 'packages/core/test/budgets.test.ts';
const unknownTest = 'packages/core/test/unknown-submit.test.ts';
const offerTest = 'packages/core/src/offer.test.ts';

/** Bugs in prices, caps and budgets. */
export const moneyMutants: readonly Mutant[] = [
  {
    name: 'dollars are cut off to micro-dollars',
    file: usd,
    find: 'Math.round(usd * usdMicrosPerDollar)',
    replace: 'Math.floor(usd * usdMicrosPerDollar)',
    mustFail: [usdTest],
  },
  {
    name: 'a price is written with fewer than two decimals',
    file: usd,
    find: "end > '100'.length",
    replace: "end > '1'.length",
    mustFail: [usdTest],
  },
  {
    name: 'a price of exactly the cap does not fit',
    file: cap,
    find: 'quote.usdMicros + spentUsdMicros <= usdMicros',
    replace: 'quote.usdMicros + spentUsdMicros < usdMicros',
    mustFail: [capTest],
  },
  {
    name: 'what was spent before does not count against a cap',
    file: cap,
    find: 'quote.usdMicros + spentUsdMicros <= usdMicros',
    replace: 'quote.usdMicros <= usdMicros',
    mustFail: [capTest],
  },
  {
    name: 'an unknown price fits under every cap',
    file: cap,
    find: "return { reason: 'price-unknown', message };",
    replace: 'return undefined;',
    mustFail: [capTest],
  },
  {
    name: 'only the first cap counts',
    file: cap,
    find: 'of caps) {',
    replace: 'of caps.slice(0, 1)) {',
    mustFail: [capTest],
  },
  {
    name: 'a published price goes before what a person has set',
    file: plan,
    find: "listed?.source === 'settings' ? listed : (live ?? listed)",
    replace: 'live ?? listed',
    mustFail: [pricesTest],
  },
  {
    name: 'a published price is not quoted',
    file: plan,
    find: "listed?.source === 'settings' ? listed : (live ?? listed)",
    replace: 'listed',
    mustFail: [pricesTest],
  },
  {
    name: 'a published price counts for ever',
    file: planJob,
    find: '  if (Math.abs(now - prices.readAt) > livePrices.maxAgeMs) return undefined;\n',
    replace: '',
    mustFail: [pricesTest],
  },
  {
    name: 'what earlier attempts cost does not count against maxUsd',
    file: limits,
    find: 'const spentUsdMicros = job.cost.estimatedUsdMicros ?? 0;',
    replace: 'const spentUsdMicros = 0;',
    mustFail: [budgetsTest],
  },
  {
    name: 'a customer’s own budget is not kept to',
    file: limits,
    find: 'Object.hasOwn(overrides, value) ? (overrides[value] ?? usd) : usd',
    replace: 'usd',
    mustFail: [budgetsTest],
  },
  {
    name: 'one customer’s budget is for all of them',
    file: limits,
    find: 'limits.push({ name, since, usdMicros, metadata: { key, value } });',
    replace: 'limits.push({ name, since, usdMicros });',
    mustFail: [budgetsTest],
  },
  {
    name: 'the allowance of a day counts for each job',
    file: limits,
    find: 'limits.push({ name, since, extra: true, usdMicros });',
    replace: '',
    mustFail: [unknownTest],
  },
  {
    name: 'the allowance of a job counts none of its attempts',
    file: limits,
    find: 'spentUsdMicros: addUpExtras(job),',
    replace: 'spentUsdMicros: 0,',
    mustFail: [unknownTest],
  },
  {
    name: 'a budget of a day never begins anew',
    file: time,
    find: 'return now - (now % dayMs);',
    replace: 'return 0;',
    mustFail: [budgetsTest],
  },
  {
    name: 'a budget of a day begins anew with each call',
    file: time,
    find: 'return now - (now % dayMs);',
    replace: 'return now;',
    mustFail: [budgetsTest],
  },
  {
    name: 'a price that a person sets is added to the vendor’s',
    file: offer,
    find: 'offer.prices.filter((price) => !replaced.has(price.duration))',
    replace: 'offer.prices',
    mustFail: [offerTest],
  },
  {
    name: 'a new model costs what the known one costs',
    file: offer,
    find: 'vendorModels: override.vendorModels, prices: [] }',
    replace: 'vendorModels: override.vendorModels }',
    mustFail: [offerTest],
  },
  {
    name: 'a published amount that is none is quoted',
    file: tend,
    find: 'prices.flatMap((price) => offerPriceSchema.safeParse(price).data ?? [])',
    replace: 'prices',
    mustFail: [pricesTest],
  },
];
