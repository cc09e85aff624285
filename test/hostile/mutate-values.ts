import { keyTexts, signedUrl } from './canaries.ts';
import type { Chance } from './chance.ts';
import { textOf } from './hostile-answer.ts';

/** Other JSON text in the place of a value; nothing where the member is to go. */
export type ValueMutation = (old: unknown, chance: Chance) => string | undefined;

const otherTypes = ['0', '1', '7', 'true', 'false', '[]', '{}', '"0"', '"text"', '[null]', '[[]]'];

const numbers = [
  '1e308',
  '-1e308',
  '1e999',
  '-1e999',
  '5e-324',
  '-0',
  '-1',
  '0.1',
  '1e21',
  '9007199254740993',
  '-9007199254740993',
  '2147483648',
  '"NaN"',
  '"Infinity"',
  '"1e308"',
  `1${'0'.repeat(400)}`,
];

const lengths = [300, 5_000, 60_000, 300_000, 1_100_000];
const pieces = [
  'x',
  'http://',
  'https://a.example/?',
  ' \t',
  '\\n',
  '\\\\',
  '\\"',
  '\\u0000',
  '\\ud800',
  '😀',
  '../',
  '%',
  'insufficient ',
  'content ',
  'aaa-',
];

const urls = [
  'javascript:alert(1)',
  'JavaScript:alert(1)//https://a.example',
  'file:///etc/passwd',
  'data:video/mp4;base64,AAAA',
  'ftp://files.example.com/a.mp4',
  'blob:https://a.example/1',
  'https://user:password@files.example.com/a.mp4',
  'https://127.0.0.1/a.mp4',
  'http://localhost:1/a.mp4',
  'http://[::1]/a.mp4',
  'http://169.254.169.254/latest/meta-data',
  'https://',
  'https:',
  '//files.example.com/a.mp4',
  'https:files.example.com/a.mp4',
  ' https://files.example.com/a.mp4 ',
  'https://files.example.com/\\r\\nx-evil: 1',
  'https://files.example.com/../../v1/x/requests/y/status',
  'https://queue.fal.run/a/b/requests/../../c/status',
  'httpsx://files.example.com/a.mp4',
  'java\\nscript:alert(1)',
  `https://files.example.com/${'a'.repeat(900_000)}`,
];

/** Words that stand close to a state, and the states of all vendors. */
const words: readonly ((word: string) => string)[] = [
  (word) => word.toUpperCase(),
  (word) => word.toLowerCase(),
  (word) => `${word} `,
  (word) => ` ${word}`,
  (word) => `${word}\u200b`,
  (word) => `${word}\u0000`,
  (word) => word.slice(0, -1),
  (word) => `${word}${word}`,
  (word) => `not ${word}`,
  (word) => [...word].reverse().join(''),
  () => '',
  () => 'reviewing',
  () => 'success',
  () => 'failed',
  () => 'FAILED',
  () => 'COMPLETED',
  () => 'CANCELLED',
  () => 'error',
  () => 'constructor',
  () => '__proto__',
  () => 'toString',
];

const nested = (levels: number, open: string, close: string): string =>
  `${open.repeat(levels)}0${close.repeat(levels)}`;

const quote = (text: string): string => JSON.stringify(text);

/** Keys that mean something to JavaScript, and what might be made of them. */
const members = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'then', 'length'];
const insides = ['{"polluted":true}', '{"prototype":{"polluted":true}}', 'null', '1', '"text"'];

const manyMembers = `{${Array.from({ length: 5_000 }, (_, index) => `"k${index}":"v"`).join(',')}}`;

export const valueMutations = {
  'type-swapped': (old, chance) => {
    const text = quote(typeof old === 'object' ? 'an object' : String(old));
    const [number] = typeof old === 'string' ? [String(Number.parseFloat(old) || 12_345)] : [];
    return chance.from([...otherTypes, text, ...(number === undefined ? [] : [number])]);
  },
  'field-missing': () => undefined,
  'null-value': () => 'null',
  'huge-number': (_old, chance) => chance.from(numbers),
  'long-string': (_old, chance) => {
    const piece = chance.from(pieces);
    // Most are short, because a case with a megabyte takes as long as a hundred others.
    const length = lengths[Math.max(0, chance.below(14) - 9)] ?? 300;
    return `"${piece.repeat(Math.ceil(length / piece.length))}"`;
  },
  'deep-nesting': (_old, chance) =>
    chance.from([
      nested(10_000, '[', ']'),
      nested(10_000, '{"a":', '}'),
      nested(10_000, '{"detail":[', ']}'),
      nested(100, '[', ']'),
    ]),
  'odd-member': (old, chance) => {
    const member = `${quote(chance.from(members))}:${chance.from(insides)}`;
    const own = textOf(old);
    const beside = own?.startsWith('{"') ? `${own.slice(0, -1)},${member}}` : `{${member}}`;
    return chance.from([beside, beside, `{${member}}`, `{"toString":1,"valueOf":1,${member}}`]);
  },
  'other-word': (old, chance) =>
    quote(chance.from(words)(typeof old === 'string' && old.length < 300 ? old : 'state')),
  'hostile-url': (_old, chance) => `"${chance.from(urls)}"`,
  'key-repeated': (_old, chance) => {
    const text = chance.from(keyTexts);
    return chance.from([`"${text}"`, `"Bearer ${text}: invalid"`, `"https://a.example/${text}"`]);
  },
  'signed-url': (_old, chance) =>
    quote(
      chance.from([signedUrl, `cannot read ${signedUrl} now`, `${'x'.repeat(280)} ${signedUrl}`]),
    ),
  'many-items': (_old, chance) =>
    chance.from([`[${'0,'.repeat(5_000)}0]`, `[${'{},'.repeat(5_000)}{}]`, manyMembers]),
} satisfies Readonly<Record<string, ValueMutation>>;
