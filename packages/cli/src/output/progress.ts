import type { WriteStream } from 'node:tty';
import type { Shell, TextSink } from '../session.ts';

/** What happens while somebody waits. */
export interface Progress {
  /** Something that happened, and stays on the screen. */
  note(line: string): void;
  /** How things stand; only the last one is shown, and only on a terminal. */
  status(text: string): void;
  /** From then on nothing is shown any more, whatever still comes. */
  stop(): void;
}

/** Live on a terminal, plain lines in a pipe; without colours where `NO_COLOR` is set. */
export async function createProgress({
  stderr,
  environment,
}: Pick<Shell, 'stderr' | 'environment'>): Promise<Progress> {
  const hasColor = (environment['NO_COLOR'] ?? '') === '';
  const shown = isTerminal(stderr) ? await spinning(stderr, hasColor) : plainLines(stderr);
  let stopped = false;
  const unlessStopped = (show: (text: string) => void) => (text: string) => {
    // What comes late would set the spinner going again, and it keeps a process alive.
    if (!stopped) show(text);
  };
  return {
    note: unlessStopped(shown.note),
    status: unlessStopped(shown.status),
    stop() {
      stopped = true;
      shown.stop();
    },
  };
}

/** One that can be drawn on: some say that they have no width. */
function isTerminal(stderr: TextSink): stderr is WriteStream {
  return stderr.isTTY === true && (stderr.columns ?? 0) > 0 && 'cursorTo' in stderr;
}

function plainLines(stderr: TextSink): Progress {
  return {
    note: (line) => void stderr.write(`${line}\n`),
    status: () => {},
    stop: () => {},
  };
}

async function spinning(stream: WriteStream, hasColor: boolean): Promise<Progress> {
  const { default: ora } = await import('ora');
  const startedAt = performance.now();
  const spinner = ora({
    stream,
    color: hasColor ? 'cyan' : false,
    // It would swallow Ctrl-C, which is ours to answer.
    discardStdin: false,
    suffixText: () => `${Math.round((performance.now() - startedAt) / 1_000)} s`,
  }).start('recorded');
  return {
    note: (line) => void spinner.stopAndPersist({ symbol: '·', text: line }).start('following'),
    status: (text) => {
      spinner.text = text;
    },
    stop: () => void spinner.stop(),
  };
}
