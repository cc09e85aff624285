import { expect, test } from 'vitest';
import { toCost } from './to-cost.ts';
import type { Usage } from './wire.ts';

const none = { credits_used: undefined, tokens_used: undefined, usd_spent: undefined };

test.each([
  [{ credits_used: 910_000 }, {}, { usdMicros: 455_000, credits: 910_000 }],
  [{ tokens_used: 910_000 }, {}, { usdMicros: 455_000, credits: 910_000 }],
  [{ usd_spent: 0.91, credits_used: 1_820_000 }, {}, { usdMicros: 910_000, credits: 1_820_000 }],
  [{ usd_spent: 0.91 }, {}, { usdMicros: 910_000 }],
  [{ credits_used: 0 }, { 'x-aimlapi-usd-spent': '0.455' }, { usdMicros: 0, credits: 0 }],
  [undefined, { 'x-aimlapi-usd-spent': '0.455000000' }, { usdMicros: 455_000 }],
  [undefined, { 'x-aimlapi-credits-used': '910000' }, { usdMicros: 455_000, credits: 910_000 }],
  [null, { 'x-aimlapi-usd-spent': '0', 'x-aimlapi-credits-used': '0' }, undefined],
  [{}, { 'x-aimlapi-usd-spent': 'much' }, undefined],
  [{}, { 'x-aimlapi-usd-spent': '1e308' }, undefined],
  [{}, { 'x-aimlapi-credits-used': '1e308' }, undefined],
  [undefined, {}, undefined],
])('the usage %j with the headers %j is %j', (usage, headers, cost) => {
  const read: Usage | null | undefined = usage ? { ...none, ...usage } : usage;
  expect(toCost(read, new Headers(headers as Record<string, string>))).toEqual(cost);
});
