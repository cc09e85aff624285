import type { SubmitFault } from './fate.ts';
import { fateOf, isReported } from './fate.ts';
import { vendorTerms } from './vendor-terms.ts';
import type { World } from './world.ts';
import { faultAt } from './world.ts';

/** A task as its vendor keeps it. */
export interface VendorTask {
  readonly id: string;
  readonly job: number;
  readonly createdAt: number;
  readonly endsAt: number;
  readonly succeeds: boolean;
  /** Whether the vendor's report of its end arrives. */
  readonly reported: boolean;
}

/** What a submit comes to. A task may be made although a fault is all that is heard. */
export interface SubmitAnswer {
  readonly afterMs: number;
  readonly fault?: SubmitFault | undefined;
  readonly task?: VendorTask | undefined;
}

/** What all vendors of a run charge, and what befell them. */
export interface Bill {
  /** Tasks charged, by job. */
  readonly charges: Uint8Array;
  usdMicros: number;
  /** Submits to a vendor that was down: answering 5xx, refusing, or swallowing. */
  downHits: number;
  /** Submits answered 429. */
  refusals: number;
}

export function createBill(jobs: number): Bill {
  return { charges: new Uint8Array(jobs), usdMicros: 0, downHits: 0, refusals: 0 };
}

const downKinds: ReadonlySet<string | undefined> = new Set([
  'server-error',
  'refused',
  'black-hole',
]);

/** The other side: takes submits, runs tasks, and charges each that succeeds. */
export class Vendor {
  readonly number: number;
  readonly #world: World;
  readonly #bill: Bill;
  readonly #tasks = new Map<string, VendorTask>();
  readonly #taskByAttempt = new Map<string, VendorTask>();
  readonly #submitsByJob = new Map<number, number>();
  #endTimes: number[] = [];

  constructor(number: number, world: World, bill: Bill) {
    this.number = number;
    this.#world = world;
    this.#bill = bill;
  }

  submit(job: number, attemptId: string, at: number): SubmitAnswer {
    const nth = this.#submitsByJob.get(job) ?? 0;
    this.#submitsByJob.set(job, nth + 1);
    if (downKinds.has(faultAt(this.#world, this.number, at)?.kind)) this.#bill.downHits += 1;
    const fate = fateOf(this.#world, { vendor: this.number, job, nth, at });
    const { fault, answerAfterMs: afterMs } = fate;
    const earlier = this.#taskByAttempt.get(attemptId);
    const isReplay = vendorTerms[this.number]?.traits.idempotentSubmit !== false;
    if (earlier !== undefined && isReplay) return { afterMs, fault, task: earlier };
    if (!fate.makesTask) return this.#refuse(afterMs, fault);
    if (this.#isFull(at)) return this.#refuse(afterMs, full);
    const task: VendorTask = {
      id: `${this.number}-${this.#tasks.size}`,
      job,
      createdAt: at,
      endsAt: at + fate.runMs,
      succeeds: fate.succeeds,
      reported: isReported(this.#world, this.number, job, nth),
    };
    this.#keep(task, attemptId);
    return { afterMs, fault, task };
  }

  task(id: string): VendorTask | undefined {
    return this.#tasks.get(id);
  }

  taskOf(attemptId: string): VendorTask | undefined {
    return this.#taskByAttempt.get(attemptId);
  }

  #keep(task: VendorTask, attemptId: string): void {
    this.#tasks.set(task.id, task);
    this.#taskByAttempt.set(attemptId, task);
    this.#endTimes.push(task.endsAt);
    // A failed task is refunded, so only the others are charged in the end.
    if (!task.succeeds) return;
    this.#bill.charges[task.job] = (this.#bill.charges[task.job] ?? 0) + 1;
    this.#bill.usdMicros += vendorTerms[this.number]?.usdMicros ?? 0;
  }

  #refuse(afterMs: number, fault: SubmitFault | undefined): SubmitAnswer {
    if (fault?.code === 'rate-limited') this.#bill.refusals += 1;
    return { afterMs, fault };
  }

  #isFull(at: number): boolean {
    const most = vendorTerms[this.number]?.concurrentTasks ?? 0;
    if (this.#endTimes.length < most) return false;
    this.#endTimes = this.#endTimes.filter((endsAt) => endsAt > at);
    return this.#endTimes.length >= most;
  }
}

const full: SubmitFault = { code: 'rate-limited', outcome: 'rejected', status: 429 };
