// The recipes of docs/failover.md as config files: what each says, and who is asked first by it.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { memoryLedger } from '@vidgate/core';
import { expect, test } from 'vitest';
import type { VidgateConfig } from '../src/index.ts';
import { createGatewayFromConfig, loadConfig } from '../src/index.ts';
import { makeFolder } from './folder.ts';

const folder = fileURLToPath(new URL('../../../examples/config', import.meta.url));
const guide = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
const request = { prompt: 'dawn breaks over the ridge' };

interface Recipe {
  readonly says: Partial<VidgateConfig>;
  /** Each provider, in the order of the plan, or why it is left out. */
  readonly plan: readonly string[];
}

const recipes: Readonly<Record<string, Recipe>> = {
  'cheapest-else-next.yaml': {
    says: { routing: { sort: 'price' } },
    plan: ['apiframe', 'apixo', 'aimlapi'],
  },
  'primary-with-warm-spare.yaml': {
    says: { routing: { order: ['apixo'], patienceMs: 0 } },
    plan: ['apixo', 'apiframe'],
  },
  'split-80-20.json': {
    says: { routing: { weights: { apixo: 80, apiframe: 20 } } },
    plan: ['apixo', 'apiframe'],
  },
  'never-above-40-cents.json': {
    says: { routing: { maxUsd: 0.4 } },
    plan: ['apixo', 'aimlapi: above-max-price'],
  },
  'two-accounts-one-budget.config.ts': {
    says: { budget: { perDayUsd: 0.6 } },
    plan: ['apixo-films', 'apixo-shop'],
  },
  'rather-risk-one-double-charge.yaml': {
    says: {
      routing: { order: ['apixo'] },
      onUnknownSubmit: {
        resubmit: { afterMs: 60_000, maxExtraUsdPerJob: 0.3, maxExtraUsdPerDay: 3 },
      },
    },
    plan: ['apixo', 'apiframe'],
  },
};

test.each(Object.entries(recipes))('%s', async (file, { says, plan }) => {
  const loaded = await loadConfig({ cwd: folder, file, env: {} });
  const { $schema, providers, ...settings } = loaded.config;
  expect(settings).toEqual(says);
  const overrides = { ledger: memoryLedger() };
  await using gateway = await createGatewayFromConfig(loaded, { env: {}, overrides });
  const { candidates, excluded } = await gateway.plan(request);
  const order = [
    ...candidates.map(({ provider }) => provider),
    ...excluded.map(({ provider, reason }) => `${provider}: ${reason}`),
  ];
  // A plan has no job whose id would draw, so weights put it in another order each time.
  const drawn = says.routing?.weights !== undefined;
  expect(drawn ? order.sort() : order).toEqual(drawn ? [...plan].sort() : plan);
});

test('every recipe is tested, and shown in the guide', () => {
  expect(readdirSync(folder).sort()).toEqual(Object.keys(recipes).sort());
  for (const file of Object.keys(recipes)) {
    expect(guide).toContain(`(../examples/config/${file})`);
  }
});

/** Every config that the guide shows, with a provider where it shows none. */
const shown = [...guide.matchAll(/^```(yaml|json|ts)\n([\s\S]*?)^```/gm)]
  .map(([, kind = '', text = '']) => [kind, text] as const)
  .filter(([kind, text]) => kind !== 'ts' || text.includes('defineConfig'))
  .map(([kind, text]) => [
    kind,
    text.includes('providers') ? text : `${text}\nproviders: { apixo: {} }\n`,
  ]);

test('what the guide shows can be loaded', async () => {
  expect(shown.length).toBeGreaterThan(6);
  for (const [kind = '', text = ''] of shown) {
    const cwd = makeFolder({ [`vidgate.config.${kind}`]: text });
    await loadConfig({ cwd, env: {} });
  }
});
