import type { Output } from './output/output.ts';

/** What a command may touch of the process that it runs in. */
export interface Shell {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The current folder. */
  readonly folder: string;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  /** Whether a person sits in front of it. */
  readonly stdin: { readonly isTTY?: boolean | undefined };
  readonly now: () => number;
  /**
   * From now on the first Ctrl-C or SIGTERM aborts the signal that this returns instead of ending the
   * process; a second one leaves at once.
   */
  interruptible(): AbortSignal;
}

/** Where text goes: a terminal, a pipe, or a test. */
export interface TextSink {
  readonly isTTY?: boolean | undefined;
  /** Characters in a line of the terminal. */
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** The flags that every command takes. */
export interface CommonFlags {
  readonly json?: boolean | undefined;
  readonly config?: string | undefined;
  readonly profile?: string | undefined;
  readonly ledger?: string | undefined;
}

/** One run of one command. */
export interface Session {
  readonly shell: Shell;
  readonly flags: CommonFlags;
  readonly output: Output;
}
