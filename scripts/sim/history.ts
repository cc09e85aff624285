import { createHash } from 'node:crypto';

/** What happened in a world, line by line. */
export interface History {
  readonly lines: readonly string[];
  note(text: string): void;
  /** The same lines give the same hash. */
  hash(): string;
}

/** @param elapsedMs how long the world has existed */
export function createHistory(elapsedMs: () => number): History {
  const lines: string[] = [];
  return {
    lines,
    note: (text) => void lines.push(`${toStamp(elapsedMs())} ${text}`),
    hash: () => createHash('sha256').update(lines.join('\n')).digest('hex'),
  };
}

function toStamp(ms: number): string {
  return new Date(ms).toISOString().slice(11, 23);
}
