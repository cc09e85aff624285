/** Characters; a shorter one may stand in any text by chance. */
const shortestSecret = 8;
const removed = '[removed]';

/** Takes secrets out of what is about to be kept. */
export interface SecretCutter {
  /** Each form of a secret becomes `[removed]`. */
  text(text: string): string;
  /** Each form of a secret becomes as many stars, so that a file keeps its shape. */
  bytes(pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
}

/**
 * Creates a {@link SecretCutter} that knows a secret as it is, inside a URL, inside JSON, in
 * hexadecimal and in Base64 of any text that holds it.
 *
 * @throws {TypeError} for a secret of fewer than 8 characters
 */
export function createSecretCutter(secrets: readonly string[]): SecretCutter {
  if (secrets.some((secret) => secret.length < shortestSecret)) {
    throw new TypeError(
      `secrets: got one of fewer than ${shortestSecret} characters; it cannot be told from other text.`,
    );
  }
  const forms = [...new Set(secrets.flatMap(toForms))].toSorted((a, b) => b.length - a.length);
  const patterns = forms.map((form) => toPattern(form));
  const longest = forms[0]?.length ?? 0;
  return {
    text: (text) => patterns.reduce((left, pattern) => left.replaceAll(pattern, removed), text),
    async *bytes(pieces) {
      let kept = Buffer.alloc(0);
      for await (const piece of pieces) {
        const joined = star(Buffer.concat([kept, piece]), forms);
        // A secret may go on in the next piece.
        const sure = Math.max(0, joined.byteLength - longest + 1);
        yield joined.subarray(0, sure);
        kept = Buffer.from(joined.subarray(sure));
      }
      yield kept;
    },
  };
}

function star(bytes: Buffer, forms: readonly string[]): Buffer {
  for (const form of forms) {
    for (let at = bytes.indexOf(form); at !== -1; at = bytes.indexOf(form, at + 1)) {
      bytes.fill('*', at, at + Buffer.byteLength(form));
    }
  }
  return bytes;
}

function toForms(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    encodeURIComponent(secret),
    encodeURI(secret),
    new URLSearchParams({ _: secret }).toString().slice(2),
    json,
    json.replaceAll('/', String.raw`\/`),
    bytes.toString('hex'),
    ...[0, 1, 2].flatMap((shift) => toBase64Cores(bytes, shift)),
  ];
}

/** What Base64 makes of the secret behind `shift` other bytes, without the characters they share. */
function toBase64Cores(bytes: Buffer, shift: number): readonly string[] {
  const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
  const first = Math.ceil((shift * 8) / 6);
  const end = Math.floor(((shift + bytes.byteLength) * 8) / 6);
  const core = encoded.slice(first, end);
  return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
}

/** In either case, because percent codes and hexadecimal have both. */
function toPattern(form: string): RegExp {
  return new RegExp(form.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`), 'gi');
}
