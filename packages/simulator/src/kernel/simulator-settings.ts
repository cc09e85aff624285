import type { ClipRenderer, ClipSize } from './clip-store.ts';
import type { Fault } from './fault.ts';
import type { SimulatorClock } from './simulator-clock.ts';

/** Settings that every simulated vendor has. */
export interface SimulatorSettings {
  /** The keys it accepts; tasks of one are hidden from another. At least one. */
  readonly apiKeys?: readonly string[];
  /** @default the system's clock */
  readonly clock?: SimulatorClock;
  /** What the account starts with: credits at Apiframe, dollars elsewhere. */
  readonly balance?: number;
  /** How long a task runs, in milliseconds, also by its duration in seconds. */
  readonly runMs?: number | ((durationSeconds: number) => number);
  /**
   * Tasks that may be queued or running at once; more are refused as rate-limited. At fal.ai: tasks
   * that may run at once; more wait in its queue.
   */
  readonly maxConcurrentTasks?: number;
  /** How long a result can be downloaded, in milliseconds. */
  readonly resultLifetimeMs?: number;
  /** Pixels of every clip. @default 320×180, 180×320 or 240×240, by the ratio or the start frame */
  readonly clip?: ClipSize;
  /** Encodes the clips. @default the built-in H.264 encoder, loaded at the first download */
  readonly renderClip?: ClipRenderer;
  /** Reads the callers' frames and delivers webhooks. @default the global fetch */
  readonly fetch?: typeof fetch;
  /** The origin that URLs of results and uploads have, when this is served elsewhere. */
  readonly publicUrl?: string;
  /** Hears of each fault that strikes: the very object that was injected, once for each time. */
  readonly onFault?: (fault: Fault) => void;
  /** Makes the ids of tasks, requests and files, as UUIDs. @default crypto.randomUUID */
  readonly newId?: () => string;
}
