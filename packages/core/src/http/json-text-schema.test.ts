import { expect, test } from 'vitest';
import { jsonTextSchema } from './json-text-schema.ts';

test.each([
  ['{"a":[1]}', { a: [1] }],
  ['null', null],
  ['0', 0],
])('%s is read', (text, value) => {
  expect(jsonTextSchema.parse(text)).toEqual(value);
});

test.each(['', '{', 'sk-live-42', undefined, null, {}])(
  '%o is refused, and not quoted',
  (value) => {
    const parsed = jsonTextSchema.safeParse(value);
    expect(parsed.success).toBe(false);
    expect(JSON.stringify(parsed.error?.issues)).not.toContain('sk-live');
  },
);
