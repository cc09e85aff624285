/** Marks what has been through {@link html}; a symbol, so that no parsed JSON can carry it. */
const markup = Symbol('markup');

/** HTML that is safe to insert: its texts are escaped. */
export interface Markup {
  readonly [markup]: string;
}

/** What may stand in a template: text is escaped, markup is not, absent things leave nothing. */
export type Part = Markup | string | number | false | undefined | readonly Part[];

/**
 * The one place where text becomes HTML: everything but markup is escaped, for text and for
 * attribute values in double quotes alike.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return trusted(strings.map((text, index) => text + toText(parts[index])).join(''));
}

/** Text that is HTML already: our own styles and scripts, and base64, which needs no escaping. */
export function trusted(text: string): Markup {
  return { [markup]: text };
}

/** The HTML itself. */
export function toText(part: Part): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'string') return part.replaceAll(/[\0&<>"'`]/g, escapeCharacter);
  if (typeof part === 'number') return String(part);
  return markup in part ? part[markup] : part.map(toText).join('');
}

/** JSON that a `<script type="application/json">` can hold: nothing in it can end the element. */
export function toJsonIsland(value: unknown): Markup {
  const json = JSON.stringify(value);
  return trusted(
    json.replaceAll(
      /[<>&\u2028\u2029]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
}

/** HTML has no way to write the character of code 0: a browser would drop it unseen. */
function escapeCharacter(character: string): string {
  return character === '\0' ? '\ufffd' : `&#${character.charCodeAt(0)};`;
}
