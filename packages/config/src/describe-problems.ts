import type { z } from 'zod';
import { isSecretName } from './environment.ts';
import { toPlace } from './to-place.ts';

/** Settings of a provider whose wrong values can be shown: all others might be a secret. */
const shownSettings = new Set(['id', 'use', 'routing', 'api', 'guidanceField', 'pricesAsOf']);

/**
 * Says what zod found, a sentence per problem: the place, the wrong value unless it might be a secret,
 * and what is allowed (which is the message that each of our schemas gives).
 */
export function describeProblems(error: z.ZodError, input: unknown): readonly string[] {
  return error.issues.flatMap((issue) => describeIssue(issue, input, []));
}

function describeIssue(
  issue: z.core.$ZodIssue,
  input: unknown,
  above: readonly PropertyKey[],
): readonly string[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${toPlace([...path, key])}: ${toUnknown(key, issue.message)}`);
  }
  if (issue.code === 'invalid_key') {
    const allowed = issue.issues.map(({ message }) => message).join(', ');
    return [`${toPlace(path)}: this name is not allowed; allowed: ${allowed}`];
  }
  if (issue.code === 'invalid_union') {
    const meant = findMeant(issue.errors);
    if (meant !== undefined) return meant.flatMap((inner) => describeIssue(inner, input, path));
  }
  const place = path.length === 0 ? '' : `${toPlace(path)}: `;
  return [`${place}got ${describeValue(valueAt(input, path), path)}; allowed: ${issue.message}`];
}

/** Of several forms, the one that was meant: where the value itself is of the right kind. */
function findMeant(
  forms: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined {
  if (forms.length === 1) return forms[0];
  return forms.find((issues) =>
    issues.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'),
  );
}

function toUnknown(key: string, allowed: string): string {
  const plain = (name: string): string => name.replaceAll(/[^a-z]/gi, '').toLowerCase();
  const meant = allowed.split(', ').find((name) => plain(name) === plain(key));
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return `unknown field; allowed: ${allowed}.${hint}`;
}

const longestShown = 60;

/** A wrong value, never more than a glance of it, and nothing that might be a secret. */
function describeValue(value: unknown, path: readonly PropertyKey[]): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? '[]' : 'a list';
  if (typeof value !== 'string') {
    return Object.keys(value).length === 0 ? '{}' : `a value of type ${typeof value}`;
  }
  if (value.trim() === '') return 'a blank text';
  if (!isShown(value, path)) return 'a text that is not shown here';
  return `"${value.slice(0, longestShown)}${value.length > longestShown ? '…' : ''}"`;
}

function isShown(value: string, path: readonly PropertyKey[]): boolean {
  if (/^[a-z]+:\/\/.*[@?#]/i.test(value)) return false;
  if (path.some((key) => isSecretName(String(key)))) return false;
  return path[0] !== 'providers' || shownSettings.has(String(path.at(-1)));
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
    input,
  );
}
