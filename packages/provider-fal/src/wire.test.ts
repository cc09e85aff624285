import { expect, test } from 'vitest';
import { submittedSchema } from './wire.ts';

test.each([
  ['r-1', 'r-1'],
  [12_345_678, '12345678'],
])('the request %s is named', (request_id, id) => {
  expect(submittedSchema.parse({ request_id }).request_id).toBe(id);
});

// JSON's 9007199254740993 is read as ...992: the id of another request.
test.each(['', null, 9_007_199_254_740_992, 1e308, 0.5, []])(
  '%s names no request',
  (request_id) => {
    expect(submittedSchema.safeParse({ request_id }).success).toBe(false);
  },
);
