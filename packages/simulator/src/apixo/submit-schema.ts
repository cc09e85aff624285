import { z } from 'zod';

const maxPromptLength = 2500;

/** What the two undocumented points of the request are taken to be. */
export interface SubmitRules {
  readonly providerField: 'ignored' | 'rejected';
  readonly callbackUrls: 'public-https' | 'any';
}

/** A submit as APIXO understood it. */
export interface ApixoSubmit {
  readonly callbackUrl?: string;
  readonly input: ApixoInput;
}

interface ApixoInput {
  readonly mode: 'text-to-video' | 'image-to-video';
  readonly prompt: string;
  readonly duration: 5 | 10;
  readonly aspectRatio?: string | undefined;
  readonly imageUrls: readonly string[];
  readonly negativePrompt?: string | undefined;
  readonly cfgScale?: number | undefined;
}

const durationSchema = z
  .union([z.literal([5, 10]), z.literal(['5', '10'])])
  .transform((value): 5 | 10 => (Number(value) === 5 ? 5 : 10));

const cfgScaleSchema = z
  .union([z.number(), z.string().regex(/^\d+(\.\d+)?$/)])
  .transform(Number)
  .refine((value) => value >= 0 && value <= 1)
  .refine((value) => Math.abs(value * 10 - Math.round(value * 10)) < 1e-9);

const commonInput = {
  prompt: z.string().trim().min(1).max(maxPromptLength),
  duration: durationSchema,
  negative_prompt: z.string().max(maxPromptLength).optional(),
  cfg_scale: cfgScaleSchema.optional(),
};

// The page lists the ratio for text-to-video only and the images for image-to-video only. Whether
// the other mode's field is ignored is not said, so it is refused: a client must not rely on it.
const inputSchema = z.discriminatedUnion('mode', [
  z.strictObject({
    mode: z.literal('text-to-video'),
    aspect_ratio: z.enum(['16:9', '9:16', '1:1']).optional(),
    ...commonInput,
  }),
  z.strictObject({
    mode: z.literal('image-to-video'),
    image_urls: z
      .array(z.url({ protocol: /^https?$/ }))
      .min(1)
      .max(2),
    ...commonInput,
  }),
]);

/** Checks a submit's body. */
export type SubmitParser = (body: unknown) => ApixoSubmit | { readonly error: string };

/**
 * Creates a {@link SubmitParser} by the newest page's validation table.
 *
 * @see https://apixo.ai/docs/models/video/kling-2-5-turbo-pro (checked 2026-11-21)
 */
export function createSubmitParser(rules: SubmitRules): SubmitParser {
  const schema = bodySchema(rules);
  return (body) => {
    const parsed = schema.safeParse(body);
    return parsed.success ? toSubmit(parsed.data) : { error: toErrorText(parsed.error, body) };
  };
}

function toSubmit({ input, ...rest }: z.output<ReturnType<typeof bodySchema>>): ApixoSubmit {
  const common = {
    prompt: input.prompt,
    duration: input.duration,
    negativePrompt: input.negative_prompt,
    cfgScale: input.cfg_scale,
  };
  return {
    ...('callback_url' in rest && { callbackUrl: rest.callback_url }),
    input:
      input.mode === 'text-to-video'
        ? { ...common, mode: input.mode, aspectRatio: input.aspect_ratio, imageUrls: [] }
        : { ...common, mode: input.mode, imageUrls: input.image_urls },
  };
}

function bodySchema({ providerField, callbackUrls }: SubmitRules) {
  const common = {
    input: inputSchema,
    source: z.string().optional(),
    ...(providerField === 'ignored' && {
      provider: z.enum(['auto', 'value', 'official']).optional(),
    }),
  };
  const callbackUrl =
    callbackUrls === 'any' ? z.url({ protocol: /^https?$/ }) : z.url().refine(isPublicHttps);
  return z.discriminatedUnion('request_type', [
    z.strictObject({ request_type: z.literal('async'), ...common }),
    z.strictObject({ request_type: z.literal('callback'), callback_url: callbackUrl, ...common }),
  ]);
}

function isPublicHttps(text: string): boolean {
  const { protocol, hostname } = new URL(text);
  const isPrivate =
    /^(localhost|127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|0\.0\.0\.0|\[)/.test(
      hostname,
    );
  return protocol === 'https:' && !isPrivate && hostname.includes('.');
}

function toErrorText(error: z.ZodError, body: unknown): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'Invalid request body';
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return `Unknown field: ${[...path, issue.keys[0] ?? ''].join('.')}`;
  }
  const value = path.reduce<unknown>(
    (parent, key) => (isRecord(parent) ? parent[key] : undefined),
    body,
  );
  if (path.length === 0) return 'Request body must be a JSON object';
  return `${value === undefined ? 'Missing required' : 'Invalid'} field: ${path.join('.')}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
