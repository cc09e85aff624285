const redacted = '[redacted]';

/** The well-known name of `util.inspect.custom`, which needs no module to be loaded. */
const inspectCustom = Symbol.for('nodejs.util.inspect.custom');

/** A value that prints as `[redacted]` wherever it ends up by accident. */
export class Secret {
  readonly #value: string;

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
    const encoded = encodeURIComponent(this.#value).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    // Percent codes may be written in either case.
    return text.replaceAll(this.#value, redacted).replaceAll(new RegExp(encoded, 'gi'), redacted);
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
