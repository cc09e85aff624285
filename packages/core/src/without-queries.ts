/** Signed URLs are secrets, and what makes them so is their query. */
export function withoutQueries(text: string): string {
  return text.replaceAll(/(https?:\/\/[^\s?"'<>]+)\?[^\s"'<>]*/gi, '$1?…');
}
