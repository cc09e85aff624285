import { z } from 'zod';
import { fields, flag, ms, text, usd } from './field-rules.ts';

const seconds = 'a number of seconds above 0';
const duration = z.number({ error: seconds }).positive({ error: seconds });
const characters = 'a whole number of characters above 0';
const length = z.int({ error: characters }).positive({ error: characters });
const step = 'a number above 0, up to 1';
const modes = { textToVideo: text("the vendor's id"), imageToVideo: text("the vendor's id") };

const capabilities = fields({
  textToVideo: flag.exactOptional(),
  startFrame: flag.exactOptional(),
  endFrame: flag.exactOptional(),
  durations: z.array(duration, { error: 'a list of seconds' }).exactOptional(),
  aspectRatios: z
    .array(text('a ratio, such as 16:9'), { error: 'a list of ratios' })
    .exactOptional(),
  aspectRatioWithStartFrame: flag.exactOptional(),
  negativePrompt: flag.exactOptional(),
  cfgScale: z
    .union([
      z.literal(false, { error: 'false' }),
      fields({
        step: z
          .number({ error: step })
          .positive({ error: step })
          .max(1, { error: step })
          .exactOptional(),
      }),
    ])
    .exactOptional(),
  promptMaxLength: length.exactOptional(),
  negativePromptMaxLength: length.exactOptional(),
  frames: fields({
    mediaTypes: z.array(text('a media type'), { error: 'a list of media types' }),
    maxBytes: length,
  }).exactOptional(),
});

const latency = fields({
  duration,
  typicalMs: z.tuple([ms(), ms()], { error: 'two numbers of milliseconds' }),
  firstPollMs: ms(),
  pollIntervalMs: ms(1),
});

/** Changed or added offers, by model; `mergeOffers` of core says what each field does. */
export const modelsSchema = z
  .record(
    z.string(),
    fields({
      prices: z
        .record(z.string().regex(/^\d+(?:\.\d+)?$/, { error: 'seconds, such as 5' }), usd, {
          error: 'dollars by seconds of video: { 5: 0.28 }',
        })
        .exactOptional()
        .describe('Dollars by seconds of video; replaces the prices named.'),
      pricesAsOf: z
        .string({ error: 'a day, YYYY-MM-DD' })
        .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'a day, YYYY-MM-DD' })
        .exactOptional()
        .describe('The day these prices were agreed.'),
      capabilities: capabilities.exactOptional().describe('What differs from what is known.'),
      vendorModels: fields({
        textToVideo: modes.textToVideo.exactOptional(),
        imageToVideo: modes.imageToVideo.exactOptional(),
      })
        .exactOptional()
        .describe("The vendor's own ids; needed for a model that the adapter does not know."),
      latency: z
        .array(latency, { error: 'a list of hints' })
        .exactOptional()
        .describe('How long a video usually takes.'),
    }),
    { error: 'an object of changes by model' },
  )
  .describe('Changes or adds offers and prices, by model.');
