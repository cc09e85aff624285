/**
 * A text of foreign origin as it is kept: not endless, and without the queries of URLs, which are what
 * makes signed ones secret. What looks like a query is cut behind other schemes, too, and where the
 * beginning of the address is missing.
 */
export function toKeptText(text: string, maxLength: number): string {
  // The query is optional, so that a row of addresses without one is not tried from each of them.
  const addresses = /(https?:\/\/[^\s?"'<>]+)(\?[^\s"'<>]*)?/gi;
  const clean = text
    .replaceAll(addresses, (address, path: string, query: string | undefined) =>
      query === undefined ? address : `${path}?…`,
    )
    .replaceAll(/\?[^\s?"'<>=]+=[^\s"'<>]*/g, '?…');
  return clean.length > maxLength ? `${clean.slice(0, maxLength - 1)}…` : clean;
}
