import { inspect } from 'node:util';
import { expect } from 'vitest';

/** Everything that a logger, a debugger or a curious person could get out of a value. */
export function everythingIn(value: unknown): string {
  const texts: string[] = [inspect(value, { depth: 20, showHidden: true, getters: true })];
  const seen = new Set<unknown>();
  const visit = (part: unknown): void => {
    if (typeof part === 'string') texts.push(part);
    if ((typeof part !== 'object' && typeof part !== 'function') || part === null) return;
    if (seen.has(part)) return;
    seen.add(part);
    for (const property of Reflect.ownKeys(part)) {
      texts.push(String(property));
      visit(Reflect.getOwnPropertyDescriptor(part, property)?.value);
    }
  };
  visit(value);
  texts.push(String(JSON.stringify(value)), String(value));
  return texts.join('\n');
}

/** The forms in which a key can turn up. */
export function formsOf(key: string): readonly string[] {
  return [key, encodeURIComponent(key), Buffer.from(key).toString('base64')];
}

/** Fails where a value gives the key away. */
export function expectNoKey(value: unknown, key: string, what: string): void {
  const text = everythingIn(value);
  const leaked = formsOf(key).filter((form) => text.includes(form));
  expect(leaked, `contract: the key is in no value and no error, but is in ${what}`).toEqual([]);
}
