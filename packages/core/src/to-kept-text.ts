/**
 * A text of foreign origin as it is kept: not endless, and without the queries of URLs, which are what
 * makes signed ones secret.
 */
export function toKeptText(text: string, maxLength: number): string {
  const clean = text.replaceAll(/(https?:\/\/[^\s?"'<>]+)\?[^\s"'<>]*/gi, '$1?…');
  return clean.length > maxLength ? `${clean.slice(0, maxLength - 1)}…` : clean;
}
