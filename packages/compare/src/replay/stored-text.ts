import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { keepBody } from './body-files.ts';
import type { StoredBody } from './exchange.ts';
import { isJson } from './map-strings.ts';

/** Characters; longer ones have a file of their own. */
const maxInline = 16 * 1024;

/** Keeps a text where a reader finds it: as JSON, as text, or by its hash where it is long. */
export async function storeText(
  folder: string,
  text: string,
  contentType: string | null,
): Promise<StoredBody | undefined> {
  if (text === '') return undefined;
  if (text.length > maxInline) {
    return { file: await keepBody(folder, [Buffer.from(text)], contentType) };
  }
  if (!isJson(text)) return { text };
  const json = z.json().parse(JSON.parse(text));
  // A large number or another spacing would come back otherwise.
  return JSON.stringify(json) === text ? { json } : { text };
}

/** The text again, to the letter. */
export async function loadText(folder: string, body: StoredBody | undefined): Promise<string> {
  if (body === undefined) return '';
  if ('file' in body) return await readFile(join(folder, body.file), 'utf8');
  return 'json' in body ? JSON.stringify(body.json) : body.text;
}
