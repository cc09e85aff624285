import fc from 'fast-check';
import type { FaultKind } from './fault-kinds.ts';
import { faultKinds } from './fault-kinds.ts';

export const modes = ['safety', 'liveness'] as const;
/** `safety`: faults to the end. `liveness`: they stop, and then everything has to settle. */
export type Mode = (typeof modes)[number];

export const vendorNames = ['apixo', 'apiframe', 'aimlapi', 'fal'] as const;
export type VendorName = (typeof vendorNames)[number];

/**
 * Everything that is decided about a world before it begins, so that a history is made shorter by
 * taking things out of its plan.
 */
export interface Plan {
  readonly mode: Mode;
  /** Begins every stream of chance in the world. */
  readonly noise: number;
  readonly workers: number;
  /** In the order in which they are preferred. */
  readonly vendors: readonly VendorName[];
  readonly sort: 'price' | 'availability' | 'balanced' | 'order';
  readonly webhooks: boolean;
  readonly archive: boolean;
  readonly heartbeatMs: number;
  /** Absent: as the offers hint and as was learned. */
  readonly intervalMs: number | undefined;
  readonly budgetUsd: number | undefined;
  /** Absent: `hold`. */
  readonly resubmitUpToUsd: number | undefined;
  /** Whether a person looks after held jobs. */
  readonly attended: boolean;
  readonly jobs: readonly PlannedJob[];
  readonly faults: readonly PlannedFault[];
}

export interface PlannedJob {
  readonly atMs: number;
  readonly frames: 'none' | 'start' | 'both';
  /** With an idempotency key its client asks again until it is answered. */
  readonly key: 'none' | 'once' | 'twice';
  readonly cancelAfterMs: number | undefined;
}

/** Something that goes wrong. What `target` and `amount` mean depends on the kind. */
export interface PlannedFault {
  readonly atMs: number;
  readonly kind: FaultKind;
  readonly target: number;
  /** From 0 to 99: how much, how long or how often. */
  readonly amount: number;
}

export const secondMs = 1_000;
export const minuteMs = 60_000;

/** No job and no fault comes later. */
export const calmAtMs = 25 * minuteMs;
/** How long a task may take before its job is held. */
export const deadlineMs = 20 * minuteMs;
export const reconcileForMs = 6 * minuteMs;
export const maxWaitMs = 5 * minuteMs;

const secondsTo = (last: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: last }).map((second) => second * secondMs);

/** Most faults come while jobs are submitted, where they can cost the most. */
const faultAtMs = fc.oneof(
  { weight: 4, arbitrary: secondsTo(600) },
  { weight: 1, arbitrary: secondsTo(calmAtMs / secondMs) },
);

const job: fc.Arbitrary<PlannedJob> = fc.record({
  atMs: secondsTo(600),
  frames: fc.constantFrom('none', 'none', 'start', 'both'),
  key: fc.constantFrom('none', 'once', 'twice'),
  cancelAfterMs: fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: secondsTo(200) },
  ),
});

/** What leaves a submit in doubt. */
const doubtfulFaults = [
  'crash-at-fetch',
  'crash-at-commit',
  'request-lost',
  'request-late',
  'answer-lost',
  'answer-late',
  'black-hole',
  'brown-out',
  'slow-phase',
  'error-after-accept',
  'page-after-accept',
  'broken-answer',
  'empty-answer',
  'no-task-id',
] as const satisfies readonly FaultKind[];

const fault: fc.Arbitrary<PlannedFault> = fc.record({
  atMs: faultAtMs,
  kind: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...faultKinds) },
    { weight: 2, arbitrary: fc.constantFrom(...doubtfulFaults) },
  ),
  target: fc.nat({ max: 19 }),
  amount: fc.nat({ max: 99 }),
});

/** Plans of a mode. */
export function planArbitrary(mode: Mode): fc.Arbitrary<Plan> {
  return fc.record({
    mode: fc.constant(mode),
    noise: fc.noShrink(fc.nat({ max: 2 ** 30 })),
    workers: fc.integer({ min: 2, max: 5 }),
    vendors: fc.noShrink(fc.shuffledSubarray([...vendorNames], { minLength: 2, maxLength: 4 })),
    sort: fc.noShrink(fc.constantFrom('order', 'price', 'availability', 'balanced')),
    webhooks: fc.boolean(),
    archive: fc.constantFrom(false, true, true),
    heartbeatMs: fc.noShrink(fc.constantFrom(15_000, 30_000, 60_000)),
    intervalMs: fc.constantFrom(20_000, undefined),
    budgetUsd: fc.constantFrom(undefined, undefined, 0.5, 1, 2),
    resubmitUpToUsd: fc.constantFrom(undefined, undefined, 0.35, 0.8),
    attended: fc.boolean(),
    jobs: fc.array(job, { minLength: 1, maxLength: 8, size: 'max' }),
    faults: fc.array(fault, { minLength: 0, maxLength: 24, size: 'max' }),
  });
}
