import { z } from 'zod';
import type { JsonValue } from '../json.ts';

/** No request is nested deeper; a circle is. */
const maxDepth = 100;

/** A value that survives `JSON.stringify` unchanged. */
export const jsonValueSchema: z.ZodType<JsonValue> = z.custom<JsonValue>(
  (value) => isJson(value, maxDepth),
  { error: 'a JSON value' },
);

function isJson(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object': {
      if (value === null) return true;
      const plain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
      return (
        plain && depth > 0 && Object.values(value).every((member) => isJson(member, depth - 1))
      );
    }
    default:
      return false;
  }
}
