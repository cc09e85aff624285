import type { z } from 'zod';
import { describeValue } from './describe-value.ts';

/**
 * Says what zod found, a sentence per problem: the field, the wrong value, and what is allowed (which
 * is the message that each of our schemas gives).
 */
export function describeIssues(
  error: z.ZodError,
  input: unknown,
  fields: readonly string[],
): readonly string[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => describeUnknownField(key, fields));
    }
    const path = issue.path.map(String).join('.');
    return path === ''
      ? `got ${describeValue(input)}; allowed: an object with ${fields.join(', ')}`
      : `${path}: got ${describeValue(valueAt(input, issue.path))}; allowed: ${issue.message}`;
  });
}

function describeUnknownField(field: string, fields: readonly string[]): string {
  const plain = (name: string): string => name.replaceAll(/[^a-z]/gi, '').toLowerCase();
  const meant = fields.find((known) => plain(known) === plain(field));
  return meant === undefined
    ? `${field}: unknown field; allowed: ${fields.join(', ')}`
    : `${field}: unknown field; did you mean ${meant}?`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
    input,
  );
}
