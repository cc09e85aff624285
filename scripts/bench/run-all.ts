import { fork } from 'node:child_process';
import { z } from 'zod';
import { benches } from './benches.ts';
import type { Figure } from './figure.ts';
import { figureSchema, toFigureTable } from './figure.ts';
import type { PageSection } from './performance-page.ts';

const figuresSchema = z.array(figureSchema);

/** What all benches came to. */
export interface BenchRun {
  readonly sections: readonly PageSection[];
  /** Whether each of them ended as it should; an aim that is not met is no failure. */
  readonly succeeded: boolean;
}

/** Runs every bench, each in a process of its own so that none warms up or fills up another's. */
export async function runAll(): Promise<BenchRun> {
  const sections: PageSection[] = [];
  const figures: Figure[] = [];
  let succeeded = true;
  for (const [name, { title, meaning, argsInAll }] of Object.entries(benches)) {
    const args = [name, ...argsInAll];
    console.log(`\n# bench ${args.join(' ')}`);
    const result = await runOne(args);
    succeeded &&= result.code === 0;
    figures.push(...result.figures);
    const command = `npx -y pnpm@12 bench ${args.join(' ')}`;
    sections.push({ name, title, meaning, command, output: result.printed });
  }
  const output = toFigureTable(figures);
  console.log(`\n# all figures\n${output}`);
  const summary = {
    name: 'summary',
    title: 'All figures',
    meaning: 'What each bench comes to, and the aim where there is one.',
    command: 'npx -y pnpm@12 bench',
    output,
  };
  return { sections: [summary, ...sections], succeeded };
}

interface OneRun {
  readonly code: number;
  readonly printed: string;
  readonly figures: readonly Figure[];
}

async function runOne(args: readonly string[]): Promise<OneRun> {
  const child = fork(new URL('../bench.ts', import.meta.url), args, {
    execArgv: ['--conditions=@vidgate/source', '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  let printed = '';
  let figures: readonly Figure[] = [];
  child.stdout?.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    process.stdout.write(chunk);
  });
  child.on('message', (message) => {
    figures = figuresSchema.parse(message);
  });
  const { promise, resolve } = Promise.withResolvers<number>();
  child.once('close', (code) => resolve(code ?? 1));
  return { code: await promise, printed, figures };
}
