import { z } from 'zod';
import { isSecretName } from './environment.ts';
import { fields, secretRule } from './field-rules.ts';
import type { ProviderEntry } from './list-providers.ts';
import { isEnabled, listProviders } from './list-providers.ts';
import { providerId, providerShape, use } from './provider-shape.ts';
import { settingsShape } from './settings-shape.ts';
import { findVendor } from './vendors.ts';
import type { ProfileConfig, VidgateConfig } from './vidgate-config.ts';

/** A provider of which only the adapter is known so far. */
const someProvider = z.looseObject(
  { use: use.optional() },
  { error: "an object of the provider's settings, {} at least" },
);

/** A provider whose adapter is somebody else's package: its own settings are not known here. */
export const packageProvider = z
  .looseObject({ use: use.optional(), ...providerShape })
  .superRefine((settings, { addIssue }) => {
    for (const [name, value] of Object.entries(settings)) {
      if (name in providerShape || !isSecretName(name) || typeof value !== 'string') continue;
      addIssue({ code: 'custom', path: [name], message: secretRule });
    }
  });

const someProviders = 'an object of providers by id, or a list of them';

const providers = z
  .union(
    [
      z.record(providerId, someProvider, { error: someProviders }),
      z.array(
        z.looseObject(
          { id: providerId.optional(), use },
          { error: "an object of the provider's settings, { use } at least" },
        ),
        { error: someProviders },
      ),
    ],
    { error: someProviders },
  )
  .check(({ value, issues }) => {
    const entries = listProviders(value);
    if (entries.length === 0) issues.push(toIssue([], 'at least one provider', value));
    for (const [index, entry] of entries.entries()) {
      issues.push(...findIssues(entry, entries.slice(0, index)));
    }
  });

/** Everything about a provider that depends on whose adapter it is, and on the others. */
function* findIssues(
  { id, use: adapter, path: [, place = 0], config }: ProviderEntry,
  before: readonly ProviderEntry[],
): Iterable<z.core.$ZodRawIssue> {
  if (before.some((other) => other.id === id)) {
    yield toIssue([place, 'id'], `an id that is not "${id}", as an earlier provider has it`, id);
  }
  if (findVendor(id) !== undefined && adapter !== id) {
    const message = `${id}; a provider with another adapter needs another id`;
    yield toIssue([place, 'use'], message, adapter);
  }
  const { error } = (findVendor(adapter)?.schema ?? packageProvider).safeParse(config);
  if (error === undefined) return;
  const message = `settings of ${adapter}`;
  yield {
    code: 'invalid_union',
    errors: [error.issues],
    path: [place],
    message,
    input: config,
  };
}

function toIssue(path: PropertyKey[], message: string, input: unknown): z.core.$ZodRawIssue {
  return { code: 'custom', path, message, input };
}

/** Every field of a config file, before what depends on several of them. */
export const configShape = {
  $schema: z.string().optional().describe('Where an editor finds this schema.'),
  providers: providers.describe('Who can be asked, by id, or in a list.'),
  ...settingsShape,
  profiles: z
    .record(z.string().regex(/\S/), fields(settingsShape), {
      error: 'an object of settings by profile',
    })
    .optional()
    .describe('Settings under a name, besides or instead of cheapest, safest and fastest.'),
};

/**
 * What a config file is checked with. Strict: an unknown field is an error. The message of each issue
 * says what is allowed.
 */
export const configSchema: z.ZodType<VidgateConfig> = fields(configShape).superRefine(
  (config, { addIssue }) => {
    const entries = listProviders(config.providers);
    const ids = entries.map(({ id }) => id);
    const places: readonly (readonly [readonly string[], ProfileConfig])[] = [
      [[], config],
      ...Object.entries(config.profiles ?? {}).map(
        ([name, profile]) => [['profiles', name], profile] as const,
      ),
    ];
    for (const [place, { routing = {} }] of places) {
      for (const path of findStrangers(routing, ids)) {
        const message = `one of ${entries
          .filter(isEnabled)
          .map(({ id }) => id)
          .join(', ')}`;
        addIssue({ code: 'custom', path: [...place, 'routing', ...path], message });
      }
    }
  },
);

/** Where routing names providers that there are not. */
function findStrangers(
  { order = [], only = [], ignore = [], weights = {} }: NonNullable<ProfileConfig['routing']>,
  ids: readonly string[],
): readonly (readonly [string, string | number])[] {
  const lists = Object.entries({ order, only, ignore }).flatMap(([name, list]) =>
    list.flatMap((id, index) => (ids.includes(id) ? [] : [[name, index] as const])),
  );
  const strangers = Object.keys(weights).filter((id) => !ids.includes(id));
  return [...lists, ...strangers.map((id) => ['weights', id] as const)];
}
