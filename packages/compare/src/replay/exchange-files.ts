import { readFileSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Clock } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import { writeWhole } from './body-files.ts';
import type { Exchange } from './exchange.ts';
import { recordingSchema } from './exchange.ts';
import type { AskedQuestion } from './read-question.ts';
import { storeText } from './stored-text.ts';

/** What became of a question. */
export type Outcome = Pick<Exchange, 'tookMs' | 'answer' | 'failure'>;

/** The place of one exchange among those with the same question. */
export interface Turn {
  /** From 1. */
  readonly number: number;
  write(outcome: Outcome): Promise<void>;
}

/** The folder of a recording that is being made. */
export interface ExchangeFiles {
  /** @throws {VideoGatewayError} `configuration` when it cannot be written or must not be */
  ready(): Promise<void>;
  nextTurn(asked: AskedQuestion): Turn;
}

const recordingName = 'recording.json';
const exchangeName = /^(.*)-(\d+)\.json$/;

export function openForRecording(
  folder: string,
  { append, clock }: { readonly append: boolean; readonly clock: Clock },
): ExchangeFiles {
  const turns = new Map<string, number>();
  let opening: Promise<void> | undefined;

  async function open(): Promise<void> {
    try {
      await mkdir(join(folder, 'exchanges'), { recursive: true });
      await mkdir(join(folder, 'bodies'), { recursive: true });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
      throw configurationError(`The recording ${folder} cannot be written${code}.`);
    }
    const written = await listExchanges(folder);
    if (written.length > 0 && !append) {
      const hint = 'Remove it, or go on with it by the setting append.';
      throw configurationError(`The recording ${folder} has exchanges already. ${hint}`);
    }
    if (written.length === 0) await begin(folder, clock);
    for (const { place, turn } of written) {
      turns.set(place, Math.max(turn, turns.get(place) ?? 0));
    }
  }

  return {
    ready: () => {
      opening ??= open();
      return opening;
    },
    nextTurn(asked) {
      const { place, method, url } = asked;
      const number = (turns.get(place) ?? 0) + 1;
      turns.set(place, number);
      return {
        number,
        async write(outcome) {
          const body = await storeText(folder, asked.body ?? '', 'application/json');
          const request = { method, url, ...(body && { body }) };
          const exchange: Exchange = { format: 'vidgate-exchange-1', request, ...outcome };
          const path = join(folder, 'exchanges', `${place}-${number}.json`);
          await writeWhole(path, `${JSON.stringify(exchange, undefined, 2)}\n`);
        },
      };
    },
  };
}

async function begin(folder: string, clock: Clock): Promise<void> {
  const recording = { format: 'vidgate-recording-1', recordedAt: clock.now() } as const;
  const text = `${JSON.stringify(recordingSchema.parse(recording), undefined, 2)}\n`;
  await writeWhole(join(folder, recordingName), text);
}

/**
 * Says when a recording was begun.
 *
 * @throws {VideoGatewayError} `configuration` when there is none in the folder
 */
export function readRecordedAt(folder: string): number {
  try {
    const text = readFileSync(join(folder, recordingName), 'utf8');
    return recordingSchema.parse(JSON.parse(text)).recordedAt;
  } catch {
    throw configurationError(`There is no recording in ${folder}.`);
  }
}

/** An exchange that is kept, by its question and its turn. */
export interface KeptExchange {
  readonly place: string;
  readonly turn: number;
  readonly path: string;
}

/** Every exchange of a recording, in the order of their turns. */
export async function listExchanges(folder: string): Promise<readonly KeptExchange[]> {
  const root = join(folder, 'exchanges');
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((path) => {
      const [, place, turn] = exchangeName.exec(relative(root, path).split(sep).join('/')) ?? [];
      return place === undefined ? [] : { place, turn: Number(turn), path };
    })
    .toSorted((a, b) => a.turn - b.turn);
}

export function configurationError(message: string): VideoGatewayError {
  return new VideoGatewayError({ code: 'configuration', outcome: 'rejected', message });
}
