import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { parseVideoRequest, VideoGatewayError } from '@vidgate/core';
import type { ComparisonRequest } from './comparison-settings.ts';
import { findIdProblem } from './prepare-requests.ts';
import { readDataFile } from './read-data-file.ts';

/**
 * Reads requests from a file: a list in YAML or JSON, or one JSON object a line (`.jsonl`). Each has
 * the fields of a request, and an `id` if it likes. A frame is an address, or the path of a picture,
 * from the file on; pictures are read here, and every request is checked.
 *
 * @throws {VideoGatewayError} `invalid-request` with a line for each problem: file, line, entry,
 *   field, what it is and what is allowed
 */
export async function loadRequests(path: string): Promise<readonly ComparisonRequest[]> {
  const { value, lineOf } = await readDataFile(path);
  if (!Array.isArray(value) || value.length === 0) {
    throw invalid(
      `${path}: holds no requests; allowed: a list of requests, such as - prompt: dawn`,
    );
  }
  const entries: readonly unknown[] = value;
  const read = await Promise.all(
    entries.map((entry) =>
      readEntry(entry, dirname(path)).catch((error: unknown) => {
        if (!VideoGatewayError.isInstance(error)) throw error;
        return error;
      }),
    ),
  );
  const ids = entries.map((entry) => toFields(entry)?.['id']);
  const problems = read.flatMap((result, index) => {
    const line = lineOf(index);
    const place = `${path}${line === undefined ? '' : `:${line}`} (entry ${index + 1})`;
    if (VideoGatewayError.isInstance(result)) return [`${place}: ${result.message}`];
    const first = result.id === undefined ? index : ids.indexOf(result.id);
    if (first === index) return [];
    return [`${place}: id: "${result.id}" is that of entry ${first + 1}; allowed: one of its own`];
  });
  if (problems.length > 0) throw invalid(problems.join('\n'));
  return read.filter(
    (result): result is ComparisonRequest => !VideoGatewayError.isInstance(result),
  );
}

async function readEntry(entry: unknown, folder: string): Promise<ComparisonRequest> {
  const fields = toFields(entry);
  if (fields === undefined) {
    throw invalid(`got ${JSON.stringify(entry)?.slice(0, 60)}; allowed: an object with a prompt`);
  }
  const { id, ...rest } = fields;
  const problem = id === undefined ? undefined : findIdProblem(id);
  if (problem !== undefined) throw invalid(`id: ${problem}`);
  const request = { ...rest };
  for (const field of ['startFrame', 'endFrame']) {
    if (field in request) request[field] = await readFrame(field, request[field], folder);
  }
  // Checked by core, whose messages name the field and what is allowed.
  const input = request as unknown as ComparisonRequest;
  await parseVideoRequest(input);
  return typeof id === 'string' ? { ...input, id } : input;
}

function toFields(entry: unknown): Record<string, unknown> | undefined {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return undefined;
  return Object.fromEntries(Object.entries(entry));
}

/** A path becomes the file's bytes; whatever else it is, core has its say. */
async function readFrame(field: string, value: unknown, folder: string): Promise<unknown> {
  if (typeof value !== 'string' || /^(?:https?|data):/i.test(value)) return value;
  const path = resolve(folder, value);
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    const shown = code === 'ENOENT' ? `no file ${basename(path)}` : `cannot be read (${code})`;
    throw invalid(
      `${field}: got "${value}": ${shown} in ${dirname(path)}; allowed: an http(s) address, or the path of a picture from this file on`,
    );
  }
}

function invalid(message: string): VideoGatewayError {
  return new VideoGatewayError({ code: 'invalid-request', message });
}
