import { logNormal, randomStream } from './random-stream.ts';
import { vendorTerms } from './vendor-terms.ts';
import type { FaultWindow, World } from './world.ts';
import { faultAt } from './world.ts';

/** What a caller hears of a submit that is not accepted. */
export interface SubmitFault {
  readonly code: 'unavailable' | 'network' | 'timeout' | 'rate-limited';
  readonly outcome: 'rejected' | 'unknown';
  readonly status?: number;
  readonly retryAfterMs?: number;
}

/** What becomes of one submit: what is heard of it, and what the vendor makes of it. */
export interface Fate {
  /** Absent where it is accepted. */
  readonly fault?: SubmitFault;
  readonly answerAfterMs: number;
  /** Whether the vendor makes a task, heard of or not. */
  readonly makesTask: boolean;
  readonly runMs: number;
  readonly succeeds: boolean;
}

const answerMs = [400, 2_000] as const;
const slowness = 5;
const submitTimeoutMs = 60_000;
const stormRetryAfterMs = 20_000;
/** Shares of submits or tasks, from 0 to 1. */
const shares = {
  lostAnswer: 0.001,
  lostRequest: 0.0005,
  failedTask: 0.01,
  failedLate: 0.8,
  refusedInStorm: 0.9,
  failedInBrownOut: 0.35,
  /** Of the failures in a brown-out, those of which it is sure that nothing was made. */
  sureInBrownOut: 0.5,
  madeDespiteError: 0.05,
  madeInBlackHole: 0.5,
};

/**
 * What becomes of the `nth` submit (from 0) of a job to a vendor at a time. Pure; a vendor that is
 * full is not its concern.
 */
export function fateOf(
  world: World,
  { vendor, job, nth, at }: { vendor: number; job: number; nth: number; at: number },
): Fate {
  const random = randomStream(world.seed, 3, vendor, job, nth);
  const [chance, sure, made, success] = [random(), random(), random(), random()];
  const answerAfterMs = Math.round(logNormal(...answerMs, random));
  const [low, high] = vendorTerms[vendor]?.typicalMs ?? [0, 0];
  const window = faultAt(world, vendor, at);
  const slow = window?.kind === 'slow' ? slowness : 1;
  const task = {
    runMs: Math.round(logNormal(low, high, random) * slow),
    succeeds: success >= (window?.kind === 'late-failure' ? shares.failedLate : shares.failedTask),
  };
  const failure = findFault(window, chance, sure, made);
  if (failure === undefined) return { ...task, answerAfterMs, makesTask: true };
  const isTimeout = failure.fault.code === 'timeout';
  return { ...task, ...failure, answerAfterMs: isTimeout ? submitTimeoutMs : answerAfterMs };
}

type Failure = Required<Pick<Fate, 'fault' | 'makesTask'>>;

function findFault(
  window: FaultWindow | undefined,
  chance: number,
  sure: number,
  made: number,
): Failure | undefined {
  switch (window?.kind) {
    case 'server-error':
      return toServerError(window.status, made);
    case 'refused':
      return refusal;
    case 'brown-out':
      if (chance >= shares.failedInBrownOut) return undefined;
      return sure < shares.sureInBrownOut ? refusal : toServerError(503, made);
    case 'rate-limit':
      return chance < shares.refusedInStorm ? storm : undefined;
    case 'black-hole': {
      const fault = { code: 'timeout', outcome: 'unknown' } as const;
      return { fault, makesTask: made < shares.madeInBlackHole };
    }
    default: {
      const { lostAnswer, lostRequest } = shares;
      if (chance >= lostAnswer + lostRequest) return undefined;
      const fault = { code: 'network', outcome: 'unknown' } as const;
      return { fault, makesTask: chance < lostAnswer };
    }
  }
}

const refusal: Failure = { fault: { code: 'network', outcome: 'rejected' }, makesTask: false };
const storm: Failure = {
  fault: {
    code: 'rate-limited',
    outcome: 'rejected',
    status: 429,
    retryAfterMs: stormRetryAfterMs,
  },
  makesTask: false,
};

function toServerError(status: number, made: number): Failure {
  const fault = { code: 'unavailable', status } as const;
  if (status === 521) return { fault: { ...fault, outcome: 'rejected' }, makesTask: false };
  return { fault: { ...fault, outcome: 'unknown' }, makesTask: made < shares.madeDespiteError };
}

/** Whether a free call (a poll, a look-up, the balance) fails at a time. */
export function freeCallFails(world: World, vendor: number, job: number, at: number): boolean {
  const window = faultAt(world, vendor, at);
  switch (window?.kind) {
    case 'refused':
    case 'server-error':
      return true;
    case 'brown-out':
      return randomStream(world.seed, 4, vendor, job, at)() < shares.failedInBrownOut;
    default:
      return false;
  }
}

const reportShare = 0.95;
export const reportDelayMs = 1_000;

/** Whether the vendor's report of a task's end arrives. */
export function isReported(world: World, vendor: number, job: number, nth: number): boolean {
  return randomStream(world.seed, 5, vendor, job, nth)() < reportShare;
}
