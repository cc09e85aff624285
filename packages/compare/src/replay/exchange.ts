import { z } from 'zod';

const bodySchema = z.union([
  z.strictObject({ json: z.json() }),
  z.strictObject({ text: z.string() }),
  z.strictObject({ file: z.string().regex(/^bodies\/[0-9a-f]{64}\.[a-z0-9]{1,5}$/) }),
]);

const answerSchema = z.strictObject({
  status: z.int().min(200).max(599),
  headers: z.record(z.string(), z.string()),
  /** Absent where there was none. */
  body: bodySchema.optional(),
});

/** The system's code and call of a connection that failed, as core reports them. */
const failureSchema = z.strictObject({ code: z.string(), call: z.string().optional() });

/** A question and its answer, as they are kept in a file: without keys, signatures and fresh ids. */
export const exchangeSchema = z.strictObject({
  format: z.literal('vidgate-exchange-1'),
  request: z.strictObject({ method: z.string(), url: z.string(), body: bodySchema.optional() }),
  /** Milliseconds until the answer was read. */
  tookMs: z.number(),
  answer: answerSchema.optional(),
  /** In place of an answer. */
  failure: failureSchema.optional(),
});

/** What is said of a recording as a whole, in its `recording.json`. */
export const recordingSchema = z.strictObject({
  format: z.literal('vidgate-recording-1'),
  /** When it was begun. */
  recordedAt: z.number(),
});

export type Exchange = z.output<typeof exchangeSchema>;
export type StoredBody = z.output<typeof bodySchema>;
export type StoredFailure = z.output<typeof failureSchema>;

/** Headers of an answer that adapters read: these, and what a call cost or what kind of error it is. */
const keptHeader = /^(?:content-type|retry-after|x-.*(?:cost|spent|used|credit|error).*)$/i;

/** The headers of an answer that are kept; the run that records sees no others either. */
export function toKeptHeaders(
  headers: Headers,
  cut: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(
    [...headers]
      .filter(([name]) => keptHeader.test(name))
      .map(([name, value]) => [name, cut(value)]),
  );
}
