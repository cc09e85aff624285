const longest = 160;

/** Foreign text in one line and not longer than a glance. */
export function toGlance(text: string): string {
  const line = [...text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()];
  return line.length > longest ? `${line.slice(0, longest - 1).join('')}…` : line.join('');
}

/**
 * Foreign text between backticks, where nothing is markup, a link or a mention of somebody. Not for a
 * cell of a table, which a bar would end even there.
 */
export function toCode(text: string): string {
  const line = toGlance(text);
  if (line === '') return '(blank)';
  const runs = [...line.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(0, ...runs) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/**
 * Foreign text as plain words, for names in sentences and in cells. A backslash would do for a bar, too,
 * were it not for one that stands before it already.
 */
export function toPlain(text: string): string {
  return toGlance(text).replaceAll(/[&<>|\\]|([`*_[\]~#!])/g, (character, mark?: string) =>
    mark === undefined ? `&#${character.charCodeAt(0)};` : `\\${mark}`,
  );
}

/** A table; its first column is text and the others are figures, which stand to the right. */
export function toTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const rule = heads.map((_head, index) => (index === 0 ? '---' : '---:'));
  return [heads, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}
