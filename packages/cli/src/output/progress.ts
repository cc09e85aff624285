import type { TextSink } from '../session.ts';

/** What happens while somebody waits. */
export interface Progress {
  /** Something that happened, and stays on the screen. */
  note(line: string): void;
  /** How things stand; only the last one is shown, and only on a terminal. */
  status(text: string): void;
  stop(): void;
}

/** Live on a terminal, plain lines in a pipe. */
export async function createProgress(stderr: TextSink): Promise<Progress> {
  const terminal = stderr === process.stderr && process.stderr.isTTY ? process.stderr : undefined;
  return terminal === undefined ? plainLines(stderr) : await spinning(terminal);
}

function plainLines(stderr: TextSink): Progress {
  return {
    note: (line) => void stderr.write(`${line}\n`),
    status: () => {},
    stop: () => {},
  };
}

async function spinning(stream: NodeJS.WriteStream): Promise<Progress> {
  const { default: ora } = await import('ora');
  const startedAt = performance.now();
  const spinner = ora({
    stream,
    // It would swallow Ctrl-C, which is ours to answer.
    discardStdin: false,
    suffixText: () => `${Math.round((performance.now() - startedAt) / 1000)} s`,
  }).start();
  return {
    note: (line) => void spinner.stopAndPersist({ symbol: '·', text: line }).start(),
    status: (text) => {
      spinner.text = text;
    },
    stop: () => void spinner.stop(),
  };
}
