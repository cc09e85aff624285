import { exitCodes } from './exit-codes.ts';
import type { Shell } from './session.ts';

/** The shell that a real process is. */
export function createShell(host: typeof process): Shell {
  // A reader that is gone, such as `head`, must not end a process that looks after a paid job.
  host.stdout.on('error', () => {});
  host.stderr.on('error', () => {});
  let interruption: AbortSignal | undefined;
  return {
    environment: host.env,
    folder: host.cwd(),
    stdout: host.stdout,
    stderr: host.stderr,
    stdin: host.stdin,
    now: Date.now,
    interruptible() {
      interruption ??= listen(host);
      return interruption;
    },
  };
}

/** A terminal and whatever runs this command may both pass on one Ctrl-C. */
const echoMs = 500;

function listen(host: typeof process): AbortSignal {
  const controller = new AbortController();
  let interruptedAt = Number.POSITIVE_INFINITY;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    host.on(name, () => {
      if (performance.now() - interruptedAt > echoMs) host.exit(exitCodes.interrupted);
      interruptedAt = Math.min(interruptedAt, performance.now());
      controller.abort();
    });
  }
  return controller.signal;
}
