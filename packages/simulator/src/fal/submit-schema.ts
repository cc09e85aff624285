import { z } from 'zod';
import type { DetailEntry } from './refusals.ts';

/** What the documents leave open. */
export interface SubmitRules {
  readonly unknownFields: 'rejected' | 'ignored';
}

/** The last part of an endpoint's path. */
export type Endpoint = keyof ReturnType<typeof submitSchemas>;

/** A submit as fal.ai understood it. */
export type FalSubmit = z.output<ReturnType<typeof submitSchemas>[Endpoint]>;

/** Checks a submit's body. */
export type SubmitParser = (
  endpoint: Endpoint,
  body: unknown,
) => { readonly request: FalSubmit } | { readonly detail: readonly DetailEntry[] };

/**
 * Creates a {@link SubmitParser}: one shape per endpoint. Where the documents are silent it is
 * narrow: unknown fields are refused, the duration must be given, and texts are as long as the
 * maker's own interface takes them.
 *
 * @see https://fal.ai/models/fal-ai/kling-video/v2.5-turbo/pro/image-to-video (as known in October 2026)
 */
export function createSubmitParser(rules: SubmitRules): SubmitParser {
  const schemas = submitSchemas(rules);
  return (endpoint, body) => {
    const parsed = schemas[endpoint].safeParse(body);
    return parsed.success ? { request: parsed.data } : { detail: toDetail(parsed.error, body) };
  };
}

const maxTextLength = 2500;

const imageSourceSchema = z.union([
  z.url({ protocol: /^https?$/ }),
  z.string().regex(/^data:image\/[\w.+-]+;base64,[A-Za-z0-9+/]+={0,2}$/),
]);

function submitSchemas({ unknownFields }: SubmitRules) {
  const object = unknownFields === 'rejected' ? z.strictObject : z.object;
  const common = {
    prompt: z.string().min(1).max(maxTextLength),
    duration: z.literal(['5', '10']),
    negative_prompt: z.string().max(maxTextLength).optional(),
    cfg_scale: z.number().min(0).max(1).optional(),
  };
  return {
    'text-to-video': object({
      ...common,
      aspect_ratio: z.enum(['16:9', '9:16', '1:1']).optional(),
    }),
    'image-to-video': object({
      ...common,
      image_url: imageSourceSchema,
      tail_image_url: imageSourceSchema.optional(),
    }),
  };
}

// The members of an entry are documented, their words are not: no client can rely on these.
function toDetail(error: z.ZodError, body: unknown): readonly DetailEntry[] {
  return error.issues.flatMap((issue): readonly DetailEntry[] => {
    const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
    const loc = ['body', ...path];
    const input = valueAt(body, path);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        loc: [...loc, key],
        msg: 'Unknown field',
        type: 'unknown_field',
        input: valueAt(body, [...path, key]) ?? null,
      }));
    }
    return input === undefined
      ? [{ loc, msg: 'Field required', type: 'missing', input: null }]
      : [{ loc, msg: issue.message, type: 'invalid_value', input }];
  });
}

function valueAt(body: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
    body,
  );
}
