import type { BillKeeper, Price } from './bill.ts';
import type { FaultQueue } from './fault-queue.ts';
import type { Frame, FrameProblem, FrameReader } from './frame-reader.ts';
import type { TaskFailure, TaskFrames, TaskRecord, TaskSpec } from './simulated-task.ts';
import { isOver } from './simulated-task.ts';
import type { SimulatorClock } from './simulator-clock.ts';
import { createTurnQueue } from './turn-queue.ts';

/** What a vendor hands over when it accepts a submit. */
export interface AcceptedTask<Details> {
  readonly id: string;
  readonly apiKey: string;
  readonly request: unknown;
  readonly spec: TaskSpec;
  readonly price: Price;
  readonly details: Details;
}

/** Accepts tasks and runs them through their states. */
export interface TaskRunner<Details> {
  readonly all: readonly TaskRecord<Details>[];
  /** Holds the price and starts the task. */
  accept(task: AcceptedTask<Details>): TaskRecord<Details>;
  /** The task, once the work that is due by now is done. */
  find(id: string): Promise<TaskRecord<Details> | undefined>;
  findByAsset(assetId: string): TaskRecord<Details> | undefined;
  /** Ends a task that has not begun to run; false when it has. */
  withdraw(task: TaskRecord<Details>, end: 'canceled' | TaskFailure): boolean;
  /** How many tasks are queued or running. */
  readonly live: number;
}

export interface TaskRunnerSettings<Details> {
  readonly clock: SimulatorClock;
  readonly bill: BillKeeper;
  readonly faults: FaultQueue;
  readonly readFrame: FrameReader;
  readonly newId: () => string;
  readonly runMs: (durationSeconds: number) => number;
  /** More wait for their turn. @default Infinity */
  readonly maxRunning?: number;
  readonly chargesFailedTasks: boolean | ((failure: TaskFailure) => boolean);
  /** The failure of a task whose frame could not be used. */
  readonly toFrameFailure: (problem: FrameProblem, source: string) => TaskFailure;
  /** The failure of a task that is made to fail and says no more. */
  readonly defaultFailure: TaskFailure;
  /** Called at 40 % of the run, and when the task is over. */
  readonly onChange?: (task: TaskRecord<Details>) => void;
}

type Fate = { readonly end: 'succeeded' | 'canceled' | 'never' } | { readonly fails: TaskFailure };

/** Creates a {@link TaskRunner}. */
export function createTaskRunner<Details>(
  settings: TaskRunnerSettings<Details>,
): TaskRunner<Details> {
  const records = new Map<string, TaskRecord<Details>>();
  const byAsset = new Map<string, TaskRecord<Details>>();
  const turns = createTurnQueue<TaskRecord<Details>>(settings.maxRunning);
  let live = 0;
  const onChange = (record: TaskRecord<Details>): void => {
    if (isOver(record)) {
      live -= 1;
      turns.leave(record);
    }
    settings.onChange?.(record);
  };
  const steps = { ...settings, onChange };
  return {
    get all() {
      return [...records.values()];
    },
    accept(task) {
      const { price, ...rest } = task;
      const record: TaskRecord<Details> = {
        ...rest,
        createdAt: settings.clock.now(),
        runMs: settings.runMs(task.spec.durationSeconds),
        assetId: settings.newId(),
        state: 'queued',
        settling: Promise.resolve(),
      };
      settings.bill.hold(record.id, price);
      records.set(record.id, record);
      byAsset.set(record.assetId, record);
      live += 1;
      const fate = takeFate(settings);
      turns.enter(record, () => run(record, fate, steps));
      return record;
    },
    async find(id) {
      const record = records.get(id);
      await record?.settling;
      return record;
    },
    findByAsset: (assetId) => byAsset.get(assetId),
    withdraw(record, end) {
      if (record.state !== 'queued') return false;
      finish(record, end === 'canceled' ? { end } : { fails: end }, steps);
      return true;
    },
    get live() {
      return live;
    },
  };
}

function takeFate<Details>(settings: TaskRunnerSettings<Details>): Fate {
  const { faults, defaultFailure } = settings;
  const fails = faults.take('task-fails', 'submit');
  if (fails) {
    const { code = defaultFailure.code, message = defaultFailure.message, status } = fails;
    return {
      fails: {
        message,
        ...(code !== undefined && { code }),
        ...(status !== undefined && { status }),
      },
    };
  }
  if (faults.take('task-canceled', 'submit')) return { end: 'canceled' };
  return { end: faults.take('stuck', 'submit') ? 'never' : 'succeeded' };
}

function run<Details>(
  record: TaskRecord<Details>,
  fate: Fate,
  settings: TaskRunnerSettings<Details>,
): void {
  const { clock, readFrame } = settings;
  // Every step waits for the one before it, so that a slow frame host delays the task, not its order.
  const at = (fraction: number, step: () => void | Promise<void>): void => {
    clock.setTimer(() => {
      record.settling = record.settling.then(() => (isOver(record) ? undefined : step()));
    }, record.runMs * fraction);
  };
  at(0.1, async () => {
    record.state = 'running';
    const frames = await readFrames(record.spec, readFrame);
    if ('problem' in frames) {
      finish(record, { fails: settings.toFrameFailure(frames.problem, frames.source) }, settings);
    } else record.frames = frames;
  });
  at(0.4, () => settings.onChange?.(record));
  if (!('end' in fate && fate.end === 'never')) at(1, () => finish(record, fate, settings));
}

async function readFrames(
  spec: TaskSpec,
  readFrame: FrameReader,
): Promise<TaskFrames | { problem: FrameProblem; source: string }> {
  const [start, end] = await Promise.all(
    [spec.startFrame, spec.endFrame].map(async (source) =>
      source === undefined ? undefined : { source, frame: await readFrame(source) },
    ),
  );
  for (const read of [start, end]) {
    if (typeof read?.frame === 'string') return { problem: read.frame, source: read.source };
  }
  return { ...frameAt('start', start?.frame), ...frameAt('end', end?.frame) };
}

function frameAt(place: 'start' | 'end', frame: Frame | FrameProblem | undefined): TaskFrames {
  return typeof frame === 'object' ? { [place]: frame } : {};
}

function finish<Details>(
  record: TaskRecord<Details>,
  fate: Fate,
  settings: TaskRunnerSettings<Details>,
): void {
  record.completedAt = settings.clock.now();
  if ('fails' in fate) {
    record.state = 'failed';
    record.failure = fate.fails;
  } else record.state = fate.end === 'canceled' ? 'canceled' : 'succeeded';
  if (isCharged(record, settings.chargesFailedTasks)) settings.bill.charge(record.id);
  else settings.bill.release(record.id);
  settings.onChange?.(record);
}

function isCharged(
  { state, failure }: TaskRecord<unknown>,
  chargesFailedTasks: TaskRunnerSettings<unknown>['chargesFailedTasks'],
): boolean {
  if (state === 'succeeded') return true;
  if (typeof chargesFailedTasks === 'boolean') return chargesFailedTasks;
  return failure !== undefined && chargesFailedTasks(failure);
}
