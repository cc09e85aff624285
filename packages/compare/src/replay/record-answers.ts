import type { Clock } from '@vidgate/core';
import { systemClock } from '@vidgate/core';
import type { GuardedFetch } from '@vidgate/core/download';
import { createGuardedFetch } from '@vidgate/core/download';
import type { Answer, Answers, Question } from './answers.ts';
import { toAnswers } from './answers.ts';
import { openForRecording } from './exchange-files.ts';
import { createFreshNames } from './fresh-names.ts';
import { keepAnswer } from './keep-answer.ts';
import { learnFresh, readQuestion } from './read-question.ts';
import { createSecretCutter } from './secret-cutter.ts';
import { createSignedUrls } from './signed-urls.ts';
import { toStoredFailure } from './to-stored-failure.ts';

/** Settings of {@link recordAnswers}. */
export interface RecordingSettings {
  /** Where the exchanges are written; it is made where it is missing. */
  readonly folder: string;
  /**
   * Every key that may be sent: none of them is written, in whatever form it comes. At least 8
   * characters each.
   */
  readonly secrets: readonly string[];
  /** Asks the vendors. @default the global `fetch` */
  readonly fetch?: typeof fetch | undefined;
  /** Reads the files that were made. @default a guarded fetch: https and public addresses only */
  readonly download?: GuardedFetch | undefined;
  /**
   * Whether a folder that holds exchanges is gone on with, as after a run that was killed; else it is
   * refused, because two recordings in one would be replayed one after the other.
   *
   * @default false
   */
  readonly append?: boolean | undefined;
  /** Measures how long the answers took. @default the system's clock */
  readonly clock?: Clock | undefined;
}

/** The network, and what was written of it. */
export interface Recording extends Answers {
  /**
   * Sentences about exchanges that could not be written, as on a full disk. They were answered all
   * the same: what was paid for is not lost for a recording.
   */
  readonly problems: readonly string[];
}

/**
 * Passes everything on to the network and writes down what is asked and answered, for
 * {@link replayAnswers}: a readable JSON file for each exchange, and files and long texts once by
 * their hash in `bodies`.
 *
 * Headers of requests are never written. Secrets become `[removed]`; what signs a URL is cut, also
 * in what the adapter sees, so that both runs see the same, while the network is asked by the whole
 * URL. Names that differ from run to run (idempotency keys, references, callback URLs) are replaced.
 * A failed connection is kept by its code; a call that was aborted had no answer and is not kept.
 *
 * @throws {TypeError} when a secret is too short
 * @throws {VideoGatewayError} `configuration`, `rejected`, at the first call, before anything is
 * sent: when the folder cannot be written or holds exchanges already
 */
export function recordAnswers(settings: RecordingSettings): Recording {
  const { folder, clock = systemClock } = settings;
  const secrets = createSecretCutter(settings.secrets);
  const names = createFreshNames();
  const signedUrls = createSignedUrls();
  const problems: string[] = [];
  const files = openForRecording(folder, { append: settings.append ?? false, clock });
  let guarded = settings.download;

  async function ask({ request, isDownload }: Question): Promise<Answer> {
    if (!isDownload) return await (settings.fetch ?? fetch)(request);
    guarded ??= createGuardedFetch();
    return await guarded(request.url, { signal: request.signal });
  }

  const answers = toAnswers(async ({ request, isDownload }) => {
    await files.ready();
    const asked = await readQuestion(request, names, secrets);
    const turn = files.nextTurn(asked);
    learnFresh(asked, turn.number, names);
    const whole = await signedUrls.sign(request);
    const startedAt = clock.now();
    const tookMs = (): number => clock.now() - startedAt;
    let answer: Answer;
    try {
      answer = await ask({ request: whole, isDownload });
    } catch (error) {
      const failure = toStoredFailure(error);
      if (failure !== undefined && !request.signal.aborted && !isDownload) {
        await note(turn.write({ tookMs: tookMs(), failure }));
      }
      throw error;
    }
    return await keepAnswer(answer, { folder, secrets, names, signedUrls, tookMs, turn, note });
  });

  /** A file that cannot be written must not cost the answer to a paid call. */
  async function note(writing: Promise<void>): Promise<void> {
    await writing.catch((error: unknown) => {
      problems.push(error instanceof Error ? error.message : 'An exchange could not be written.');
    });
  }

  return { ...answers, problems };
}
