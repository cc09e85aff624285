import type { OfferOverrides, VideoProvider } from '@vidgate/core';
import { z } from 'zod';
import type { EnvironmentReference } from './environment.ts';
import { fields, oneOf, reference, text } from './field-rules.ts';
import { providerShape, use } from './provider-shape.ts';
import type { ProviderConfig } from './vidgate-config.ts';

/** What the factory of an adapter is given, besides the vendor's own settings. */
export interface AdapterSettings {
  /** The `id` that the provider must have. */
  readonly id: string;
  /** Yields the key. Absent where the file names no variable: then the adapter knows its own. */
  readonly apiKey?: (() => string) | undefined;
  readonly baseUrl?: string | undefined;
  /** Milliseconds. */
  readonly timeoutMs?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly models?: OfferOverrides | undefined;
}

/** The vendors whose adapters are part of Vidgate. */
export type VendorName = 'apixo' | 'apiframe' | 'aimlapi' | 'fal';

/** The environment variable that holds each vendor's key, unless a file says otherwise. */
export const keyVariables = {
  apixo: 'APIXO_API_KEY',
  apiframe: 'APIFRAME_API_KEY',
  aimlapi: 'AIMLAPI_API_KEY',
  fal: 'FAL_API_KEY',
} as const satisfies Readonly<Record<VendorName, string>>;

/** An adapter that is part of Vidgate. Its code is loaded when a config uses it. */
export interface Vendor {
  /** Where the key is, unless a file says otherwise. */
  readonly keyVariable: string;
  /** Checks a provider's settings, without its id. Strict: an unknown one is an error. */
  readonly schema: z.ZodType<ProviderConfig>;
  create(context: CreateContext): Promise<VideoProvider>;
}

export interface CreateContext {
  readonly config: ProviderConfig;
  /** What is common to all adapters, with secrets in place of references. */
  readonly settings: AdapterSettings;
  /** @throws {VideoGatewayError} `configuration` where the variable is not set */
  readonly reveal: (reference: EnvironmentReference, path: string) => string;
}

/** What a provider's own settings are checked with, by vendor. */
const own = {
  apixo: {
    routing: oneOf('auto', 'value', 'official')
      .optional()
      .describe('Which upstream APIXO shall use. Default: not sent.'),
  },
  apiframe: {
    usdPerCredit: z
      .number({ error: 'dollars above 0' })
      .positive({ error: 'dollars above 0' })
      .optional()
      .describe('What one credit costs you, in dollars. Default: 0.039.'),
    guidanceField: oneOf('cfg_scale', 'guidance_scale')
      .optional()
      .describe('Under which name the cfg scale is sent. Default: found out.'),
    webhookKeys: z
      .array(reference, { error: "a list of { env: 'NAME' }" })
      .optional()
      .describe('Further API keys whose webhooks are accepted, while keys are rotated.'),
  },
  aimlapi: {
    api: oneOf('kling', 'universal')
      .optional()
      .describe('The path that new tasks are made on. Default: kling.'),
  },
  fal: {
    webhooks: fields({
      publicKeys: z
        .array(text("one of fal's public keys"), { error: 'a list of keys' })
        .min(1, { error: 'at least one key' })
        .describe("The member x of each key in fal's key set; they are public."),
      userId: text('your id at fal').optional().describe('Your id at fal.'),
    })
      .optional()
      .describe('What webhooks are verified with. Default: no webhooks are asked for.'),
  },
};

/** How settings are checked, by vendor; apart from `vendors` for the JSON Schema. */
export const vendorSchemas = {
  apixo: fields({ use: use.optional(), ...providerShape, ...own.apixo }),
  apiframe: fields({ use: use.optional(), ...providerShape, ...own.apiframe }),
  aimlapi: fields({ use: use.optional(), ...providerShape, ...own.aimlapi }),
  fal: fields({ use: use.optional(), ...providerShape, ...own.fal }),
};

export const vendors: Readonly<Record<VendorName, Vendor>> = {
  apixo: {
    keyVariable: keyVariables.apixo,
    schema: vendorSchemas.apixo,
    async create({ config, settings }) {
      const { routing } = vendorSchemas.apixo.parse(config);
      const { createApixo } = await import('@vidgate/provider-apixo');
      return createApixo({ ...settings, routing });
    },
  },
  apiframe: {
    keyVariable: keyVariables.apiframe,
    schema: vendorSchemas.apiframe,
    async create({ config, settings, reveal }) {
      const { usdPerCredit, guidanceField, webhookKeys } = vendorSchemas.apiframe.parse(config);
      const { createApiframe } = await import('@vidgate/provider-apiframe');
      return createApiframe({
        ...settings,
        usdPerCredit,
        guidanceField,
        webhookKeys: webhookKeys?.map((key, index) => reveal(key, `webhookKeys[${index}]`)),
      });
    },
  },
  aimlapi: {
    keyVariable: keyVariables.aimlapi,
    schema: vendorSchemas.aimlapi,
    async create({ config, settings }) {
      const { api } = vendorSchemas.aimlapi.parse(config);
      const { createAimlapi } = await import('@vidgate/provider-aimlapi');
      return createAimlapi({ ...settings, api });
    },
  },
  fal: {
    keyVariable: keyVariables.fal,
    schema: vendorSchemas.fal,
    async create({ config, settings }) {
      const { webhooks } = vendorSchemas.fal.parse(config);
      const { createFal } = await import('@vidgate/provider-fal');
      return createFal({ ...settings, webhooks });
    },
  },
};

export const vendorNames: readonly VendorName[] = ['apixo', 'apiframe', 'aimlapi', 'fal'];

/** The vendor of this name, where its adapter is part of Vidgate. */
export function findVendor(name: string): Vendor | undefined {
  const known = vendorNames.find((vendor) => vendor === name);
  return known === undefined ? undefined : vendors[known];
}
