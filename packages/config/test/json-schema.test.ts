import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { configSchema, toJsonSchema } from '../src/index.ts';

const published: unknown = JSON.parse(
  readFileSync(new URL('../vidgate.schema.json', import.meta.url), 'utf8'),
);

test('the published schema is the one that the package makes', () => {
  // After a change: node --conditions=@vidgate/source packages/config/test/write-schema.ts
  expect(published).toEqual(toJsonSchema());
});

const forEditors = z.fromJSONSchema(z.looseObject({}).parse(toJsonSchema()));
const apixo = { apixo: {} };

/** What a file holds, and whether an editor shall be content with it. */
const configs: readonly (readonly [string, unknown, boolean])[] = [
  ['providers by id', { providers: { apixo: { routing: 'auto' }, films: { use: 'apixo' } } }, true],
  ['a list of providers', { providers: [{ use: 'fal' }, { id: 'films', use: 'apixo' }] }, true],
  ['a package', { providers: { kling: { use: '@acme/adapter', quality: 'high' } } }, true],
  ['a package by its id', { providers: { 'my-adapter': {} } }, true],
  ['a reference', { providers: { apixo: { apiKey: { env: 'SHOP_KEY' } } } }, true],
  ['a profile', { providers: apixo, profiles: { night: { fit: 'strict' } } }, true],
  ['where the schema is', { $schema: './vidgate.schema.json', providers: apixo }, true],
  ['no providers', {}, false],
  ['an unknown field', { providers: apixo, rooting: {} }, false],
  ['a key in the file', { providers: { apixo: { apiKey: 'secret' } } }, false],
  ["another vendor's setting", { providers: { apixo: { usdPerCredit: 1 } } }, false],
  ["another vendor's setting by use", { providers: { a: { use: 'fal', routing: 'auto' } } }, false],
  ["another vendor's name", { providers: { apixo: { use: 'fal' } } }, false],
  ['a listed provider without an adapter', { providers: [{ id: 'films' }] }, false],
  ['a negative price', { providers: { apixo: { models: { m: { prices: { 5: -1 } } } } } }, false],
  ['an unknown strategy', { providers: apixo, routing: { sort: 'cheapest' } }, false],
  ['a word in another place', { providers: apixo, onUnknownSubmit: 'resubmit' }, false],
  ['providers in a profile', { providers: apixo, profiles: { night: { providers: {} } } }, false],
];

test.each(configs)('%s: the schema for editors says what loading says', (_name, config, fine) => {
  expect(configSchema.safeParse(config).success).toBe(fine);
  expect(forEditors.safeParse(config).success).toBe(fine);
});
