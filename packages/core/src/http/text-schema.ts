import { z } from 'zod';

/** Characters: far more than anybody reads of a vendor's text, and few enough to be searched at once. */
const maxTextLength = 4_000;

/** A vendor's text as far as it is looked at: whatever reads it then takes time for no more. */
export function boundText(text: string): string {
  return text.slice(0, maxTextLength);
}

/** A vendor's words for people, such as a state or a reason; cut after 4,000 characters. */
export const textSchema: z.ZodType<string, string> = z.string().transform(boundText);
