import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { ExitCode } from '../exit-codes.ts';
import type { Shell } from '../session.ts';
import { usageError } from '../usage-error.ts';

/**
 * Runs a command with more in its environment, and returns what it ends with.
 *
 * `vidgate` is this very command, wherever it is installed. A terminal passes Ctrl-C to the child
 * itself; from elsewhere a signal is passed on. Either way the child decides how to end.
 *
 * @throws {VideoGatewayError} `invalid-request` where there is no such command
 */
export async function runCommand(
  [name = '', ...words]: readonly string[],
  environment: Readonly<Record<string, string>>,
  { environment: inherited, folder, stdin }: Pick<Shell, 'environment' | 'folder' | 'stdin'>,
  signal: AbortSignal,
): Promise<ExitCode> {
  const [file, ...before] =
    name === 'vidgate' ? [process.execPath, ...process.execArgv, process.argv[1] ?? ''] : [name];
  const child = spawn(file ?? name, [...before, ...words], {
    cwd: folder,
    env: { ...inherited, ...environment },
    stdio: 'inherit',
  });
  const passOn = (): void => {
    if (!stdin.isTTY) child.kill('SIGINT');
  };
  signal.addEventListener('abort', passOn, { once: true });
  const { promise, resolve, reject } = Promise.withResolvers<ExitCode>();
  child.once('error', (error) => {
    reject(usageError(`sandbox: "${name}" cannot be started (${error.message})`));
  });
  child.once('close', (code, ended) => {
    resolve(code ?? 128 + (ended === null ? 0 : constants.signals[ended]));
  });
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', passOn);
  }
}
