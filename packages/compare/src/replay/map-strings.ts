/** A string of a JSON document; written so that one of many megabytes takes no stack. */
const jsonString = /"[^"\\]*(?:\\.[^"\\]*)*"/g;

/**
 * Changes the strings of a text: each string of a JSON document, also inside a string that is JSON
 * itself, or else the whole text. All else of the document stays as it is, to the last blank and digit.
 */
export function mapStrings(text: string, change: (value: string) => string): string {
  if (!isJson(text)) return change(text);
  return text.replaceAll(jsonString, (literal) => {
    // A JSON string by the pattern and because the whole document is JSON.
    const value = String(JSON.parse(literal));
    const changed = /^\s*[{[]/.test(value) ? mapStrings(value, change) : change(value);
    return changed === value ? literal : JSON.stringify(changed);
  });
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
