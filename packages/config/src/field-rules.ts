import { z } from 'zod';

/**
 * The message of each of these is what is allowed; what was given, and where, is said around it.
 */

const usdAtLeast0 = 'a number of dollars of at least 0';
const usdAbove0 = 'a number of dollars above 0';
const numberAtLeast0 = 'a number of at least 0';

export const usd = z.number({ error: usdAtLeast0 }).min(0, { error: usdAtLeast0 });
export const usdAboveZero = z.number({ error: usdAbove0 }).positive({ error: usdAbove0 });
export const share = z.number({ error: numberAtLeast0 }).min(0, { error: numberAtLeast0 });
export const flag = z.boolean({ error: 'true or false' });

/** Milliseconds of at least `least`. */
export function ms(least = 0): z.ZodNumber {
  const error = `a number of milliseconds of at least ${least}`;
  return z.number({ error }).min(least, { error });
}

/** One of a few words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(
  ...words: Words
): z.ZodEnum<{ [Word in Words[number]]: Word }> {
  return z.enum(words, { error: words.join(', ') });
}

/** A text that is not blank. */
export function text(allowed: string): z.ZodString {
  return z.string({ error: allowed }).regex(/\S/, { error: allowed });
}

/** An object with these fields and no others. */
export function fields<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
): z.ZodObject<Shape, z.core.$strict> {
  const names = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? names : `an object with ${names}`),
  });
}

const webUrl = 'an http(s) URL without credentials or query';

/** The address of an API. */
export const url = z
  .string({ error: webUrl })
  .regex(/^https?:\/\/[^\s/?#@]+(?:\/[^\s?#@]*)?$/, { error: webUrl });

const variable = "{ env: 'NAME' }, the name of an environment variable in capitals";

/** What is allowed where a secret stands in a file. */
export const secretRule = "{ env: 'NAME' }; a secret does not belong into a config file";

/** A reference to an environment variable. Lower case is refused: keys are often that, names hardly. */
export const reference = z
  .strictObject(
    { env: z.string({ error: variable }).regex(/^[A-Z_][A-Z0-9_]*$/, { error: variable }) },
    { error: `${variable}; a secret does not belong into a config file` },
  )
  .describe('Names the environment variable that holds the secret.');
