import { expect, test } from 'vitest';
import { textSchema } from './text-schema.ts';

test.each([
  ['failed', 'failed'],
  ['x'.repeat(4_000), 'x'.repeat(4_000)],
  ['x'.repeat(1_000_000), 'x'.repeat(4_000)],
])('%# is kept, as far as anybody reads it', (text, kept) => {
  expect(textSchema.parse(text)).toBe(kept);
});
