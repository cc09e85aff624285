import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { VendorSimulator } from '@vidgate/simulator';
import type { RunningSandbox } from '../src/sandbox/start-sandbox.ts';
import { startSandbox } from '../src/sandbox/start-sandbox.ts';
import type { Ended } from './run-here.ts';
import { runHere } from './run-here.ts';

/** A command that is running. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  /** Resolves when stderr has said so. */
  heard(text: string): Promise<void>;
  /** What it has said so far. */
  said(): { readonly stdout: string; readonly stderr: string };
}

// Most of the time of so short a process is reading its sources.
const compileCache = join(tmpdir(), 'vidgate-cli-compile-cache');
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Starts the real command, as a person would, in a folder and an environment of its own. */
export function start(
  words: readonly string[],
  { folder, environment }: { readonly folder: string; readonly environment: Environment },
): Running {
  const child = spawn(process.execPath, ['--conditions=@vidgate/source', main, ...words], {
    cwd: folder,
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: compileCache, ...environment },
  });
  const said = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      for (const listener of listeners) listener();
    });
  }
  const { promise: ended, resolve } = Promise.withResolvers<Ended>();
  child.once('close', (code) => {
    resolve({ code, ...said });
    for (const listener of listeners) listener();
  });
  return {
    child,
    ended,
    said: () => said,
    heard: (text) =>
      new Promise((done, fail) => {
        const look = (): void => {
          if (said.stderr.includes(text)) done();
          else if (child.exitCode !== null) fail(new Error(`never said "${text}": ${said.stderr}`));
        };
        listeners.add(look);
        look();
      }),
  };
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A folder that is gone at the end of the block. */
export function makeFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'vidgate-cli-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export interface World extends AsyncDisposable {
  readonly sandbox: RunningSandbox;
  readonly folder: string;
  /** Runs the command as a process of its own. */
  readonly run: (...words: readonly string[]) => Promise<Ended>;
  /** Runs it in this process, which takes a tenth of the time. */
  readonly here: (...words: readonly string[]) => Promise<Ended>;
  readonly start: (...words: readonly string[]) => Running;
  readonly simulator: (vendor: VendorSimulator['vendor']) => VendorSimulator;
  /** How many tasks the vendors have charged or will charge. */
  readonly tasks: () => number;
}

/** Simulated vendors that this process can look into, and the command beside them. */
export async function setup(runMs = 150): Promise<World> {
  const sandbox = await startSandbox({ runMs });
  const folder = makeFolder();
  const place = { folder: folder.path, environment: sandbox.environment };
  const simulators = sandbox.vendors.map(({ simulator }) => simulator);
  return {
    sandbox,
    folder: folder.path,
    run: (...words) => start(words, place).ended,
    here: (...words) => runHere(words, place),
    start: (...words) => start(words, place),
    simulator(vendor) {
      const found = simulators.find((one) => one.vendor === vendor);
      if (found === undefined) throw new Error(`no simulated ${vendor}`);
      return found;
    },
    tasks: () => simulators.reduce((sum, { bill }) => sum + bill.lines.length, 0),
    async [Symbol.asyncDispose]() {
      folder[Symbol.dispose]();
      await sandbox.close();
    },
  };
}
