import { z } from 'zod';
import { isSecretName } from './environment.ts';
import { flag, ms, reference, secretRule, text, url } from './field-rules.ts';
import { modelsSchema } from './models-schema.ts';

const headers = z
  .record(z.string(), z.union([z.string(), reference], { error: "a string or { env: 'NAME' }" }), {
    error: 'an object of headers',
  })
  .superRefine((values, { addIssue }) => {
    for (const [name, value] of Object.entries(values)) {
      if (typeof value !== 'string' || !isSecretName(name)) continue;
      addIssue({ code: 'custom', path: [name], message: secretRule });
    }
  });

const idRule = '1 to 64 of a-z, 0-9 and -';

/** A provider's id: it is kept with each of its jobs. */
export const providerId = z
  .string({ error: idRule })
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, { error: idRule });

/** What every provider can be given. */
export const providerShape = {
  apiKey: reference.optional().describe("Where the key is. Default: the vendor's own variable."),
  baseUrl: url.optional().describe("Where the vendor's API is. Default: the vendor's."),
  timeoutMs: ms(1).optional().describe('How long to wait for an answer. Default: 60000.'),
  headers: headers.optional().describe('Sent with every request to the vendor.'),
  models: modelsSchema.optional(),
  enabled: flag.optional().describe('With false it is as if it were not there. Default: true.'),
};

/** Whose adapter. */
export const use = text('apixo, apiframe, aimlapi, fal, or the name of an installed package');
