import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { VideoGatewayError } from '@vidgate/core';
import { isSeq, LineCounter, parseDocument } from 'yaml';

/** A file's value, and where its parts begin. */
export interface ReadFile {
  readonly value: unknown;
  /** The line, from 1, on which an entry of its list begins. */
  readonly lineOf: (index: number) => number | undefined;
}

/**
 * Reads a JSON, JSONL or YAML file, by its extension.
 *
 * @throws {VideoGatewayError} `invalid-request` naming the file, the line and what is wrong there
 */
export async function readDataFile(path: string): Promise<ReadFile> {
  const kind = extname(path).toLowerCase();
  if (!['.jsonl', '.ndjson', '.json', '.yaml', '.yml'].includes(kind)) {
    throw invalid(`${path}: allowed: a file that ends in .yaml, .yml, .jsonl or .json`);
  }
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw invalid(
      code === 'ENOENT' ? `${path}: no such file` : `${path}: cannot be read (${code})`,
    );
  });
  return kind === '.jsonl' || kind === '.ndjson' ? parseLines(path, text) : parseYaml(path, text);
}

/** JSON is YAML, so this reads both. */
function parseYaml(path: string, text: string): ReadFile {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw invalid(`${path}:${line}:${col}: cannot be parsed: ${error.message}`);
  }
  const { contents } = document;
  const lineOf = (index: number): number | undefined => {
    const item: unknown = isSeq(contents) ? contents.items[index] : undefined;
    const range: unknown =
      typeof item === 'object' && item !== null ? Reflect.get(item, 'range') : undefined;
    const start: unknown = Array.isArray(range) ? range[0] : undefined;
    return typeof start === 'number' ? lineCounter.linePos(start).line : undefined;
  };
  try {
    const value: unknown = document.toJS();
    return { value, lineOf };
  } catch (error) {
    // Aliases that lead nowhere, or that would fill the memory.
    throw invalid(`${path}: cannot be read: ${error instanceof Error ? error.message : 'broken'}`);
  }
}

function parseLines(path: string, text: string): ReadFile {
  const lines = text
    .split('\n')
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '');
  const value = lines.map(({ line, number }): unknown => {
    try {
      return JSON.parse(line);
    } catch {
      throw invalid(`${path}:${number}: this line is not JSON; allowed: one JSON object a line`);
    }
  });
  return { value, lineOf: (index) => lines[index]?.number };
}

function invalid(message: string): VideoGatewayError {
  return new VideoGatewayError({ code: 'invalid-request', message });
}
