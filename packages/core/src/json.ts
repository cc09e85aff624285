/** A value that survives `JSON.stringify` and `JSON.parse` unchanged. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

/** A JSON object. Members that are `undefined` are left out when it is written. */
export type JsonObject = { readonly [key: string]: JsonValue | undefined };
