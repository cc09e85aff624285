import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';

interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false };
}

/** Starts a script of ours from its sources, with a channel to talk by. */
export function start(
  script: URL,
  args: readonly string[] = [],
  flags: readonly string[] = [],
): ChildProcess {
  return fork(script, args, {
    execArgv: ['--conditions=@vidgate/source', '--disable-warning=ExperimentalWarning', ...flags],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

/** The next message of that form. @throws {Error} where the process ends first */
export async function hear<T>(child: ChildProcess, schema: Schema<T>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const listen = (message: unknown): void => {
    const parsed = schema.safeParse(message);
    if (parsed.success) resolve(parsed.data);
  };
  const end = (code: number | null): void => {
    reject(new Error(`A process ended with ${code} before it said what it was to say.`));
  };
  child.on('message', listen);
  child.once('exit', end);
  try {
    return await promise;
  } finally {
    child.off('message', listen);
    child.off('exit', end);
  }
}
