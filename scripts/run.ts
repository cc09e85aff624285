import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const root: string = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program of the workspace in the root folder, its output going where ours goes. */
export async function run(
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<number> {
  const child = spawn(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once('error', reject);
  child.once('close', (code) => resolve(code ?? 1));
  return await promise;
}

/** What {@link runQuietly} takes besides the command. */
export interface QuietOptions {
  /** @default the project's root */
  readonly cwd?: string;
  /** The whole environment. @default ours */
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a program and shows what it printed only where it fails. */
export async function runQuietly(
  command: string,
  args: readonly string[],
  { cwd = root, env = process.env }: QuietOptions = {},
): Promise<{ readonly code: number; readonly printed: string }> {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  const keep = (chunk: Buffer): void => {
    printed += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once('error', reject);
  child.once('close', (code) => resolve(code ?? 1));
  const code = await promise;
  if (code !== 0) console.error(`${command} ${args.join(' ')}\n${printed}`);
  return { code, printed };
}

/** Runs a program as {@link run} does, and also keeps what it printed. */
export async function runAndKeep(
  command: string,
  args: readonly string[],
): Promise<{ readonly code: number; readonly printed: string }> {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  const keep = (out: NodeJS.WriteStream) => (chunk: Buffer) => {
    printed += chunk.toString();
    out.write(chunk);
  };
  child.stdout.on('data', keep(process.stdout));
  child.stderr.on('data', keep(process.stderr));
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once('error', reject);
  child.once('close', (code) => resolve(code ?? 1));
  return { code: await promise, printed };
}
