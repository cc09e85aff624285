import { join } from 'node:path';
import type { Answer } from './answers.ts';
import { keepBody, piecesOf, streamFile, streamText } from './body-files.ts';
import { toKeptHeaders } from './exchange.ts';
import type { Turn } from './exchange-files.ts';
import type { FreshNames } from './fresh-names.ts';
import { mapStrings } from './map-strings.ts';
import { readCappedText } from './read-capped-text.ts';
import type { SecretCutter } from './secret-cutter.ts';
import type { SignedUrls } from './signed-urls.ts';
import { storeText } from './stored-text.ts';

interface Keeping {
  readonly folder: string;
  readonly secrets: SecretCutter;
  readonly names: FreshNames;
  readonly signedUrls: SignedUrls;
  readonly turn: Turn;
  tookMs(): number;
  /** Waits for what is written; a failure of it is noted, not thrown. */
  note(writing: Promise<void>): Promise<void>;
}

/** Writes an answer down and gives it on as a replay will give it. */
export async function keepAnswer(answer: Answer, keeping: Keeping): Promise<Answer> {
  const { secrets, turn, tookMs, note } = keeping;
  const { status } = answer;
  const headers = toKeptHeaders(answer.headers, secrets.text);
  const contentType = answer.headers.get('content-type');
  if (answer.body === null) {
    await note(turn.write({ tookMs: tookMs(), answer: { status, headers } }));
    return { status, headers: new Headers(headers), body: null };
  }
  const isText = /json|text|xml/i.test(contentType ?? '') || status !== 200;
  return isText
    ? await keepText(answer, headers, keeping)
    : await keepFile(answer, headers, keeping);
}

async function keepText(
  { status, body }: Answer,
  headers: Record<string, string>,
  { folder, secrets, names, signedUrls, turn, tookMs, note }: Keeping,
): Promise<Answer> {
  const seen = secrets.text(signedUrls.cut(await readCappedText(body)));
  const lasting = mapStrings(seen, names.toLasting);
  const write = async (): Promise<void> => {
    const stored = await storeText(folder, lasting, headers['content-type'] ?? null);
    await turn.write({
      tookMs: tookMs(),
      answer: { status, headers, ...(stored && { body: stored }) },
    });
  };
  await note(write());
  return { status, headers: new Headers(headers), body: streamText(seen) };
}

/** The file first, and then its stream from there: what is passed on is what was kept. */
async function keepFile(
  { status, body }: Answer,
  headers: Record<string, string>,
  { folder, secrets, turn, tookMs }: Keeping,
): Promise<Answer> {
  const pieces = secrets.bytes(piecesOf(body));
  const file = await keepBody(folder, pieces, headers['content-type'] ?? null);
  await turn.write({ tookMs: tookMs(), answer: { status, headers, body: { file } } });
  return { status, headers: new Headers(headers), body: streamFile(join(folder, file)) };
}
