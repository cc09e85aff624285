import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@vidgate/core';
import { systemClock, VideoGatewayError } from '@vidgate/core';
import type { Answer, Answers } from './answers.ts';
import { toAnswers } from './answers.ts';
import { streamFile, streamText } from './body-files.ts';
import type { Exchange } from './exchange.ts';
import { exchangeSchema } from './exchange.ts';
import type { KeptExchange } from './exchange-files.ts';
import { configurationError, listExchanges, readRecordedAt } from './exchange-files.ts';
import type { FreshNames } from './fresh-names.ts';
import { createFreshNames } from './fresh-names.ts';
import { mapStrings } from './map-strings.ts';
import type { AskedQuestion } from './read-question.ts';
import { learnFresh, readQuestion } from './read-question.ts';
import { createSecretCutter } from './secret-cutter.ts';
import { loadText } from './stored-text.ts';
import { toFetchFailure } from './to-stored-failure.ts';

/** Settings of {@link replayAnswers}. */
export interface ReplaySettings {
  /** What {@link recordAnswers} wrote. */
  readonly folder: string;
  /**
   * `skipped`: every answer comes at once. `recorded`: it takes as long as it took, on `clock`.
   *
   * @default 'skipped'
   */
  readonly latency?: 'skipped' | 'recorded' | undefined;
  /** What time goes by, and how the recorded latency is waited for. @default the system's clock */
  readonly clock?: Clock | undefined;
  /**
   * The keys of this run, where a vendor takes one in a URL or a body; a key in a header is no part
   * of what a question is known by.
   *
   * @default []
   */
  readonly secrets?: readonly string[] | undefined;
}

/** The network as it was once, and what it was asked beyond that. */
export interface Replay extends Answers {
  /** Questions that the recording does not answer, such as `POST https://…`; empty in a good test. */
  readonly missed: readonly string[];
  /**
   * A clock that stood at the beginning of the recording when this was made. Vendors' answers hold
   * times (an upload that expires, a task that was made after its submit), so a gateway lives in the
   * recording's time: `ports: { ...systemPorts, ...replay.clock }`.
   */
  readonly clock: Clock;
}

/**
 * Answers from what {@link recordAnswers} wrote, and never from the network.
 *
 * A question is known by its method, URL and body, without keys, signatures and names that differ
 * from run to run. Equal ones get their answers in the order of the recording. Once all are given,
 * the last answer to a GET is given again, as to one poll more; any other question has none.
 *
 * A question without an answer rejects with a `VideoGatewayError` that names it and the folder:
 * `not-found` for a GET, else `configuration`, `rejected`.
 *
 * @throws {VideoGatewayError} `configuration` when there is no recording in the folder
 */
export function replayAnswers(settings: ReplaySettings): Replay {
  const { folder, latency = 'skipped', clock = systemClock } = settings;
  const secrets = createSecretCutter(settings.secrets ?? []);
  const names = createFreshNames();
  const given = new Map<string, number>();
  const missed: string[] = [];
  const passedMs = clock.now() - readRecordedAt(folder);
  let loading: Promise<Places> | undefined;

  const answers = toAnswers(async ({ request }) => {
    request.signal.throwIfAborted();
    loading ??= loadPlaces(folder);
    const places = await loading;
    const asked = await readQuestion(request, names, secrets);
    const recorded = places.get(asked.place) ?? [];
    const before = given.get(asked.place) ?? 0;
    given.set(asked.place, before + 1);
    const kept = recorded[before] ?? (asked.method === 'GET' ? recorded.at(-1) : undefined);
    if (kept === undefined) {
      missed.push(`${asked.method} ${asked.url}`);
      throw missingError(asked, { folder, recorded: recorded.length });
    }
    learnFresh(asked, kept.turn, names);
    const exchange = await readExchange(kept.path);
    if (latency === 'recorded') await pause(exchange.tookMs, clock, request.signal);
    return await toAnswer(exchange, folder, names);
  });
  const recordedClock: Clock = {
    now: () => clock.now() - passedMs,
    setTimer: (callback, delayMs, background) => clock.setTimer(callback, delayMs, background),
  };
  return { ...answers, missed, clock: recordedClock };
}

/** The exchanges of each question, in their order. */
type Places = ReadonlyMap<string, readonly KeptExchange[]>;

async function loadPlaces(folder: string): Promise<Places> {
  const exchanges = await listExchanges(folder).catch(() => {
    throw configurationError(`There is no recording in ${folder}.`);
  });
  return Map.groupBy(exchanges, ({ place }) => place);
}

async function readExchange(path: string): Promise<Exchange> {
  try {
    return exchangeSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    throw configurationError(`${path} is no exchange that can be read.`);
  }
}

async function toAnswer(
  { answer, failure }: Exchange,
  folder: string,
  names: FreshNames,
): Promise<Answer> {
  if (failure !== undefined) throw toFetchFailure(failure);
  if (answer === undefined) throw configurationError(`An exchange in ${folder} has no answer.`);
  const { status, body } = answer;
  const headers = new Headers(answer.headers);
  if (body !== undefined && 'file' in body && !/\.(?:json|txt|html)$/.test(body.file)) {
    return { status, headers, body: streamFile(join(folder, body.file)) };
  }
  const text = mapStrings(await loadText(folder, body), names.toFresh);
  return { status, headers, body: streamText(text) };
}

function missingError(
  { method, url, place }: AskedQuestion,
  { folder, recorded }: { readonly folder: string; readonly recorded: number },
): VideoGatewayError {
  const how = recorded === 0 ? 'does not answer' : `answers only ${recorded} times`;
  return new VideoGatewayError({
    code: method === 'GET' ? 'not-found' : 'configuration',
    outcome: 'rejected',
    message: `The recording ${folder} ${how} ${method} ${url} (exchanges/${place}-*.json).`,
  });
}

function pause(delayMs: number, clock: Clock, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const cancel = clock.setTimer(resolve, delayMs);
  const abort = (): void => {
    cancel();
    reject(signal.reason);
  };
  signal.addEventListener('abort', abort, { once: true });
  return promise.finally(() => signal.removeEventListener('abort', abort));
}
