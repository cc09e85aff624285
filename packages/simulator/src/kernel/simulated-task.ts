import type { Frame } from './frame-reader.ts';

/** Where a simulated task stands, in words that fit every vendor. */
export type SimulatedTaskState = 'queued' | 'running' | 'succeeded' | 'failed' | 'canceled';

/** Why a task failed, in the vendor's own words. */
export interface TaskFailure {
  readonly code?: string;
  readonly message: string;
  /** The HTTP status that tells it; only at fal.ai. */
  readonly status?: number;
}

/** One task that a simulator accepted. */
export interface SimulatedTask {
  /** The vendor's id, as text. */
  readonly id: string;
  readonly state: SimulatedTaskState;
  /** The submitted body, as the vendor parsed it. */
  readonly request: unknown;
  /** Milliseconds since the Unix epoch, like all times here. */
  readonly createdAt: number;
  readonly completedAt?: number;
  readonly failure?: TaskFailure;
}

/** What the simulator itself knows of a task; `details` is what one vendor adds. */
export interface TaskRecord<Details> {
  readonly id: string;
  readonly apiKey: string;
  readonly request: unknown;
  readonly createdAt: number;
  readonly runMs: number;
  readonly spec: TaskSpec;
  readonly details: Details;
  /** Names the result file; unguessable, and says nothing about the key. */
  readonly assetId: string;
  state: SimulatedTaskState;
  completedAt?: number;
  failure?: TaskFailure;
  frames?: TaskFrames;
  /** Work that is under way and must be over before a poll is answered. */
  settling: Promise<void>;
}

/** What a task is to make. */
export interface TaskSpec {
  readonly prompt: string;
  readonly durationSeconds: number;
  /** `W:H`; only where the request has one. */
  readonly aspectRatio?: string | undefined;
  readonly startFrame?: string | undefined;
  readonly endFrame?: string | undefined;
}

export interface TaskFrames {
  readonly start?: Frame;
  readonly end?: Frame;
}

/** The part of a task that users of a simulator see. */
export function toSimulatedTask(record: TaskRecord<unknown>): SimulatedTask {
  const { id, state, request, createdAt, completedAt, failure } = record;
  return {
    id,
    state,
    request,
    createdAt,
    ...(completedAt !== undefined && { completedAt }),
    ...(failure && { failure }),
  };
}

/** Whether a task can no longer change. */
export function isOver(record: TaskRecord<unknown>): boolean {
  return record.state !== 'queued' && record.state !== 'running';
}
