/** What a vendor sends back, down to its bytes. */
export interface Answer {
  /** 200 to 599. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The connection breaks with this code after the body's bytes. */
  readonly breaksWith?: string;
  /** Bytes that arrive at once. @default all */
  readonly pieceBytes?: number;
}

/** More is not read. */
export const maxBodyBytes = 1024 * 1024;
const bodiless = new Set([204, 205, 304]);

/** The answer as `fetch` would hand it over. */
export function toResponse({ status, headers, body, breaksWith, pieceBytes }: Answer): Response {
  if (bodiless.has(status)) return new Response(null, { status, headers });
  if (breaksWith === undefined && pieceBytes === undefined) {
    return new Response(Uint8Array.from(body), { status, headers });
  }
  let at = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = body.subarray(at, at + (pieceBytes ?? body.length));
      at += piece.length;
      if (piece.length > 0) controller.enqueue(Uint8Array.from(piece));
      else if (breaksWith === undefined) controller.close();
      else {
        const cause = Object.assign(new Error('the other side went away'), { code: breaksWith });
        controller.error(new TypeError('terminated', { cause }));
      }
    },
  });
  return new Response(stream, { status, headers });
}

export async function toAnswer(response: Response): Promise<Answer> {
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: new Uint8Array(await response.arrayBuffer()),
  };
}

/** The whole body as JSON; undefined where nobody can read it as such. */
export function jsonIn({ status, body, breaksWith }: Answer): unknown {
  if (breaksWith !== undefined || body.length > maxBodyBytes || bodiless.has(status)) {
    return undefined;
  }
  return jsonOf(new TextDecoder().decode(body));
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** As JSON; nothing where a value is nested deeper than anybody could write it. */
export function textOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Follows own members of objects only, as a reader of JSON does. */
export function memberOf(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((holder, name) => {
    if (typeof holder !== 'object' || holder === null || Array.isArray(holder)) return undefined;
    return Object.getOwnPropertyDescriptor(holder, name)?.value;
  }, value);
}
