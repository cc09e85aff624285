const redacted = '[redacted]';

/** The well-known name of `util.inspect.custom`, which needs no module to be loaded. */
const inspectCustom = Symbol.for('nodejs.util.inspect.custom');

/** A value that prints as `[redacted]` wherever it ends up by accident. */
export class Secret {
  readonly #value: string;
  /** The value as it stands in a URL; every answer of a vendor is searched for it. */
  #encoded: RegExp | undefined;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself: call this on the line that builds a header, and nowhere else. */
  reveal(): string {
    return this.#value;
  }

  /** Characters. */
  get length(): number {
    return this.#value.length;
  }

  /** Removes the value from a text of foreign origin. */
  scrub(text: string): string {
    if (this.#value.length === 0) return text;
    this.#encoded ??= toEncodedPattern(this.#value);
    return text.replaceAll(this.#value, redacted).replaceAll(this.#encoded, redacted);
  }

  toString(): string {
    return redacted;
  }

  toJSON(): string {
    return redacted;
  }

  [Symbol.toPrimitive](): string {
    return redacted;
  }

  [inspectCustom](): string {
    return redacted;
  }
}

/** Percent codes may be written in either case. */
function toEncodedPattern(value: string): RegExp {
  const encoded = encodeURIComponent(value).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(encoded, 'gi');
}
