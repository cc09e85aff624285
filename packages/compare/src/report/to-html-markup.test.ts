import { expect, test } from 'vitest';
import type { Part } from './to-html-markup.ts';
import { html, toJsonIsland, toText, trusted } from './to-html-markup.ts';

test.each([
  ['<b>', '&#60;b&#62;'],
  [`"'\``, '&#34;&#39;&#96;'],
  ['&amp;', '&#38;amp;'],
  ['a\0b', 'a\ufffdb'],
])('text %j is escaped', (text, escaped) => {
  expect(toText(html`<p title="${text}">${text}</p>`)).toBe(`<p title="${escaped}">${escaped}</p>`);
});

test('markup stays, lists are joined, absent parts leave nothing, zero is not absent', () => {
  const list: readonly Part[] = ['<', html`<i>${0}</i>`, undefined, false];
  expect(toText(html`${list}${trusted('<hr>')}${''}`)).toBe('&#60;<i>0</i><hr>');
});

test('an object from JSON cannot pass for markup', () => {
  const forged: unknown = JSON.parse('{"markup":"<script>","Symbol(markup)":"<script>"}');
  // What no type would allow, as it could come from a file.
  expect(() => toText(forged as never)).toThrow(TypeError);
});

test('an island of JSON cannot end its element and reads back the same', () => {
  const value = { text: '</script><!-- \u2028 & <script>' };
  const island = toText(toJsonIsland(value));
  expect(island).not.toMatch(/[<>&\u2028]/);
  expect(JSON.parse(island)).toEqual(value);
});
