/** A place in a file: `providers.apixo.models["kling-2.5-turbo-pro"].prices[5]`. */
export function toPlace(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => {
      if (typeof key === 'number' || /^\d+$/.test(String(key))) return `[${String(key)}]`;
      if (!/^[\w$-]+$/.test(String(key))) return `["${String(key)}"]`;
      return index === 0 ? String(key) : `.${String(key)}`;
    })
    .join('');
}
