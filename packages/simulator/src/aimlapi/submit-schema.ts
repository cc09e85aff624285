import { z } from 'zod';

/** What the documents leave open. */
export interface SubmitRules {
  readonly unknownFields: 'rejected' | 'ignored';
}

/** A submit as AI/ML API understood it. */
export type AimlapiSubmit = z.output<ReturnType<typeof submitSchema>>;

export const textToVideo = 'klingai/v2.5-turbo/pro/text-to-video';
export const imageToVideo = 'klingai/v2.5-turbo/pro/image-to-video';

/** Checks a submit's body; undefined when it is refused. */
export type SubmitParser = (body: unknown) => AimlapiSubmit | undefined;

/**
 * Creates a {@link SubmitParser}: one shape per model id; neither has an end frame. The vendor does not say
 * what is wrong, so this does not either.
 *
 * @see https://docs.aimlapi.com/api-references/video-models/kling-ai/v2.5-turbo-pro-text-to-video (checked 2026-11-21)
 */
export function createSubmitParser(rules: SubmitRules): SubmitParser {
  const schema = submitSchema(rules);
  return (body) => schema.safeParse(body).data;
}

function submitSchema({ unknownFields }: SubmitRules) {
  const common = {
    prompt: z.string().min(1),
    // The page's default is the text "5"; its type is integer, and a text is not relied on.
    duration: z.literal([5, 10]).optional(),
    negative_prompt: z.string().optional(),
    cfg_scale: z.number().min(0).max(1).optional(),
    provider: z
      .string()
      .toLowerCase()
      .pipe(z.enum(['kling', 'klingai', 'fal', 'auto']))
      .optional(),
  };
  const object = unknownFields === 'rejected' ? z.strictObject : z.object;
  return z.discriminatedUnion('model', [
    object({
      model: z.literal(textToVideo),
      aspect_ratio: z.enum(['16:9', '9:16', '1:1']).optional(),
      ...common,
    }),
    object({ model: z.literal(imageToVideo), image_url: imageSourceSchema, ...common }),
  ]);
}

const imageSourceSchema = z.union([
  z.url({ protocol: /^https?$/ }),
  z.string().regex(/^data:image\/[\w.+-]+;base64,[A-Za-z0-9+/]+={0,2}$/),
  z.base64().min(1),
]);
