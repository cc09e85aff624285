import type { ComparisonRun, Sample } from '../comparison-run.ts';
import type { ComparisonProgress, ComparisonSettings } from './comparison-settings.ts';
import { saveRun } from './run-folder.ts';

/** A run as it is being made. */
export interface RunBook {
  readonly run: ComparisonRun;
  /** Puts a sample in the place of what it was, keeps the run, and tells of it. */
  keep(sample: Sample, type: ComparisonProgress['type']): Promise<void>;
  /** Changes what is said of the run as a whole, and keeps it. */
  close(end: Pick<ComparisonRun, 'finishedAt' | 'endedEarly'>): Promise<ComparisonRun>;
}

/** @throws {VideoGatewayError} from its methods: `configuration` where the folder takes no more */
export function createRunBook(
  first: ComparisonRun,
  { folder, onProgress }: Pick<ComparisonSettings, 'folder' | 'onProgress'>,
): RunBook {
  let run = first;
  let saving: Promise<void> = Promise.resolve();
  /** Writes one after the other; whatever changes until one begins is part of it. */
  let waiting: Promise<void> | undefined;
  const save = (): Promise<void> => {
    if (waiting !== undefined) return waiting;
    const next = saving
      .catch(() => {})
      .then(() => {
        waiting = undefined;
        return saveRun(folder, run);
      });
    waiting = next;
    saving = next;
    return next;
  };
  return {
    get run() {
      return run;
    },
    async keep(sample, type) {
      const samples = run.samples.map((before) => (before.id === sample.id ? sample : before));
      run = { ...run, samples };
      await save();
      tell(onProgress, {
        type,
        sample,
        done: samples.filter(({ state }) => state !== 'pending').length,
        total: samples.length,
      });
    },
    async close(end) {
      run = { ...run, ...end };
      await save();
      return run;
    },
  };
}

/** A listener that throws must not end a run that is being paid for. */
function tell(onProgress: ComparisonSettings['onProgress'], progress: ComparisonProgress): void {
  try {
    onProgress?.(progress);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    process.emitWarning(`onProgress threw: ${why}`, 'VidgateWarning');
  }
}
