import { readdirSync, statSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** This process at one moment, after a forced collection. */
export interface Sample {
  readonly minutes: number;
  /** Objects and buffers that are still in use. */
  readonly heapMb: number;
  readonly rssMb: number;
  /** What keeps the process alive, by kind. */
  readonly resources: Readonly<Record<string, number>>;
  /** Open file descriptors; absent where the system does not tell. */
  readonly files: number | undefined;
  /** What SQLite has not yet moved from its log into the database. */
  readonly walMb: number;
  readonly submitted: number;
  /** Recorded and not final, held ones included. */
  readonly open: number;
}

export interface SampleInput {
  readonly startedAt: number;
  readonly file: string;
  readonly submitted: number;
  readonly open: number;
}

const mb = 1_000_000;

export async function takeSample(input: SampleInput): Promise<Sample> {
  const { startedAt, file, submitted, open } = input;
  globalThis.gc?.();
  // What the collection has freed is let go by the next turn.
  await nextTurn();
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return {
    minutes: (performance.now() - startedAt) / 60_000,
    heapMb: (heapUsed + external) / mb,
    rssMb: rss / mb,
    resources: countBy(process.getActiveResourcesInfo()),
    files: countFiles(),
    walMb: (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) / mb,
    submitted,
    open,
  };
}

export function countResources({ resources }: Sample): number {
  return Object.values(resources).reduce((sum, count) => sum + count, 0);
}

function countBy(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function countFiles(): number | undefined {
  try {
    // Reading the folder opens one itself.
    return readdirSync('/proc/self/fd').length - 1;
  } catch {
    return undefined;
  }
}
