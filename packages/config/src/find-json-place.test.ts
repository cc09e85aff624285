import { expect, test } from 'vitest';
import { findJsonPlace } from './find-json-place.ts';

const mistakes: readonly (readonly [string, string, string])[] = [
  ['an unquoted value', '{\n  "a": sk-secret\n}', ':2:8'],
  ['a comment', '{\n  // why\n  "a": 1\n}', ':2:3'],
  ['a single quote', "{ 'a': 1 }", ':1:3'],
  ['a comma at the end', '{\n  "a": 1,\n}', ':3:1'],
  ['a missing comma', '{\n  "a": 1\n  "b": 2\n}', ':3:3'],
  ['an end too early', '{\n  "a": [1', ':2:10'],
  ['nothing', '', ':1:1'],
];

test.each(mistakes)('%s is found', (_name, text, place) => {
  let mistake: unknown;
  try {
    JSON.parse(text);
  } catch (error) {
    mistake = error;
  }
  expect(mistake).toBeInstanceOf(SyntaxError);
  expect(findJsonPlace(text, mistake)).toBe(place);
});
