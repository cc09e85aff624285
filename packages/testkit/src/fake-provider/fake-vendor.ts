import type { Charged, Clock, PreparedSubmit, TaskFailure } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';

/** A task as the fake vendor keeps it. */
export interface FakeTask {
  readonly id: string;
  readonly attemptId: string;
  readonly model: string;
  readonly prepared: PreparedSubmit;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** When it is or will be over, in milliseconds since the epoch; `Infinity` where never. */
  readonly endsAt: number;
  /** How it ends, or has ended. */
  readonly end: FakeTaskEnd;
  /** What it took from the balance. Goes back to 0 when a failure is refunded. */
  readonly billedUsdMicros: number;
  /** Whether it counts as a charge, also where its price is 0 or unknown. */
  readonly billed: boolean;
}

/** How a task of the fake vendor ends. */
export type FakeTaskEnd =
  | { readonly state: 'succeeded' }
  | { readonly state: 'failed'; readonly error: TaskFailure }
  | { readonly state: 'canceled' };

/** The other side of a fake provider: its tasks and its till. */
export class FakeVendor {
  readonly #clock: Clock;
  readonly #id: string;
  readonly #tasks = new Map<string, FakeTask>();
  balanceUsdMicros: number;

  constructor(id: string, clock: Clock, balanceUsdMicros: number) {
    this.#id = id;
    this.#clock = clock;
    this.balanceUsdMicros = balanceUsdMicros;
  }

  get tasks(): readonly FakeTask[] {
    return [...this.#tasks.values()];
  }

  /** Makes and bills a task that runs for `runMs`. */
  start(prepared: PreparedSubmit, attemptId: string, terms: { usdMicros: number; runMs: number }) {
    const createdAt = this.#clock.now();
    const task: FakeTask = {
      id: `${this.#id}-task-${this.#tasks.size + 1}`,
      attemptId,
      model: prepared.model,
      prepared,
      createdAt,
      endsAt: createdAt + terms.runMs,
      end: { state: 'succeeded' },
      billed: true,
      billedUsdMicros: terms.usdMicros,
    };
    this.balanceUsdMicros -= terms.usdMicros;
    this.#tasks.set(task.id, task);
    return task;
  }

  /** The task of an attempt, if one was made. */
  taskOf(attemptId: string): FakeTask | undefined {
    return this.tasks.find((task) => task.attemptId === attemptId);
  }

  /** @throws {VideoGatewayError} `not-found` where there is no such task */
  task(id: string): FakeTask {
    const task = this.#tasks.get(id);
    if (task !== undefined) return task;
    throw new VideoGatewayError({
      code: 'not-found',
      outcome: 'accepted',
      provider: this.#id,
      operation: 'poll',
      taskId: id,
      message: `${this.#id} has no task "${id}"`,
    });
  }

  isOver(task: FakeTask): boolean {
    return this.#clock.now() >= task.endsAt;
  }

  /** Ends a task now, and gives the money back unless its end is charged. */
  end(id: string, end: FakeTaskEnd, charged: Charged): void {
    const task = this.task(id);
    const refunded = charged === 'no';
    if (refunded) this.balanceUsdMicros += task.billedUsdMicros;
    this.#tasks.set(id, {
      ...task,
      end,
      endsAt: Math.min(task.endsAt, this.#clock.now()),
      ...(refunded ? { billed: false, billedUsdMicros: 0 } : {}),
    });
  }

  neverEnd(id: string): void {
    this.#tasks.set(id, { ...this.task(id), endsAt: Number.POSITIVE_INFINITY });
  }
}
