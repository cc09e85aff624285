import type { TextSink } from '../session.ts';

/** Where a command's words go: its result to stdout, everything else to stderr. */
export interface Output {
  readonly json: boolean;
  /** The command's result: JSON where `--json` was given, else the text. Once per command. */
  result(value: unknown, text: string): void;
  /** One line for a person, never on stdout. */
  note(line: string): void;
}

export function createOutput(json: boolean, stdout: TextSink, stderr: TextSink): Output {
  return {
    json,
    result(value, text) {
      stdout.write(`${json ? JSON.stringify(value, null, 2) : text}\n`);
    },
    note(line) {
      stderr.write(`${line}\n`);
    },
  };
}
