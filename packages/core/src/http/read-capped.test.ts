import { expect, test } from 'vitest';
import { BodyTooLargeError, readCapped } from './read-capped.ts';

const inPieces = (text: string): Response => {
  const left = [...Buffer.from(text)];
  return new Response(
    new ReadableStream<Uint8Array>({
      pull(controller) {
        const next = left.shift();
        if (next === undefined) controller.close();
        else controller.enqueue(Uint8Array.of(next));
      },
    }),
  );
};

const { signal } = new AbortController();

test.each(['', 'x', 'é😀', 'a'.repeat(9_000)])(
  '%# is read whole, a byte at a time',
  async (text) => {
    expect(await readCapped(inPieces(text), 10_000, signal)).toBe(text);
  },
);

test('a body of exactly so many bytes is read, and one more is too many', async () => {
  expect(await readCapped(inPieces('abcdef'), 6, signal)).toBe('abcdef');
  await expect(readCapped(inPieces('abcdefg'), 6, signal)).rejects.toThrow(BodyTooLargeError);
});
