import { z } from 'zod';

/** What the documents contradict each other on. */
export interface SubmitRules {
  readonly cfgField: 'cfg_scale' | 'guidance_scale';
}

export const webhookEvents = ['progress', 'completed', 'failed'] as const;

/** A kind of webhook. */
export type WebhookEvent = (typeof webhookEvents)[number];

/** A submit as Apiframe understood it. */
export type ApiframeSubmit = z.output<ReturnType<typeof submitSchema>>;

/** The `details` of a 400: path → messages; an unknown field is named by its parent's message. */
export type Details = Record<string, string[]>;

/** Checks a submit's body. */
export type SubmitParser = (
  body: unknown,
) => { readonly request: ApiframeSubmit } | { readonly details: Details };

/**
 * Creates a {@link SubmitParser}; both levels of the body refuse fields that they do not know.
 *
 * @see https://docs-v2.apiframe.ai/docs/videos/kling (checked 2026-11-21)
 */
export function createSubmitParser(rules: SubmitRules): SubmitParser {
  const schema = submitSchema(rules);
  return (body) => {
    const parsed = schema.safeParse(body);
    return parsed.success ? { request: parsed.data } : { details: toDetails(parsed.error) };
  };
}

function submitSchema({ cfgField }: SubmitRules) {
  const imageUrl = z.url({ protocol: /^https?$/, error: 'Invalid URL' });
  const guidance = z.number().min(0).max(1).optional();
  return z.strictObject({
    model: z.literal('kling-2.5-turbo-pro'),
    prompt: z.string().min(1).max(4000),
    klingParams: z
      .strictObject({
        duration: z.literal([5, 10]).optional(),
        aspect_ratio: z.enum(['16:9', '9:16', '1:1']).optional(),
        start_image: imageUrl.optional(),
        end_image: imageUrl.optional(),
        negative_prompt: z.string().max(2500).optional(),
        ...(cfgField === 'cfg_scale' ? { cfg_scale: guidance } : { guidance_scale: guidance }),
      })
      .optional(),
    webhookUrl: z.url({ protocol: /^https?$/, error: 'Invalid URL' }).optional(),
    webhookEvents: z.array(z.enum(webhookEvents)).min(1).optional(),
  });
}

/** Zod's issues as {@link Details}. */
export function toDetails(error: z.ZodError): Details {
  const details: Details = {};
  for (const issue of error.issues) {
    const path = issue.path.map(String).join('.');
    details[path] = [...(details[path] ?? []), issue.message];
  }
  return details;
}
