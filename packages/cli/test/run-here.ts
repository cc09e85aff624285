// First, as in `main.ts`: the container needs it.
import 'reflect-metadata';
import { run } from '../src/run.ts';

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process: for what ends before anything is started. */
export async function runHere(
  words: readonly string[],
  {
    folder,
    environment,
  }: {
    readonly folder: string;
    readonly environment: Readonly<Record<string, string | undefined>>;
  },
): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  const code = await run(words, {
    environment,
    folder,
    stdout: { write: (text) => (said.stdout += text) },
    stderr: { write: (text) => (said.stderr += text) },
    stdin: {},
    now: Date.now,
    interruptible: () => new AbortController().signal,
  });
  return { code, ...said };
}
