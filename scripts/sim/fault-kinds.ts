/** Moments of a process at which it can die: each call that leaves it, and each that comes back. */
export const portNames = [
  'fetch',
  'commit',
  'load',
  'find',
  'timer',
  'now',
  'random',
  'new-id',
  'archive',
] as const;
export type PortName = (typeof portNames)[number];

/** What befalls a process, or its clock. */
export const processFaults = [
  ...portNames.map((port) => `crash-at-${port}` as const),
  'stop',
  'pause',
  'clock-forward',
  'clock-back',
] as const;

/** What befalls a single request to a vendor on its way, or the answer on its way back. */
export const exchangeFaults = [
  'request-lost',
  'request-late',
  'request-doubled',
  'answer-lost',
  'answer-late',
] as const;

/** What befalls every request to a vendor for a while. */
export const windowFaults = [
  'black-hole',
  'brown-out',
  'rate-limit-storm',
  'server-errors',
  'slow-phase',
] as const;

/** What a simulated vendor does wrong by itself. */
export const vendorFaults = [
  'error-after-accept',
  'page-after-accept',
  'broken-answer',
  'empty-answer',
  'no-task-id',
  'late-failure',
  'late-cancel',
  'stuck',
  'odd-state',
  'no-url',
  'task-not-found',
  'out-of-credit',
  'key-refused',
  'key-echoed',
  'result-gone',
  'frame-gone',
] as const;

export const webhookFaults = [
  'webhook-lost',
  'webhook-late',
  'webhook-doubled',
  'webhook-forged',
] as const;

/** What the disk under the ledger does; `after` means that the commit took effect all the same. */
export const diskFaults = [
  'disk-busy',
  'disk-full',
  'disk-error-before',
  'disk-error-after',
  'disk-unreadable',
  'disk-slow',
] as const;

export const archiveFaults = ['archive-fails'] as const;

export const faultKinds = [
  ...processFaults,
  ...exchangeFaults,
  ...windowFaults,
  ...vendorFaults,
  ...webhookFaults,
  ...diskFaults,
  ...archiveFaults,
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** Whether a kind is one of a group. */
export function isOneOf<Kind extends FaultKind>(
  group: readonly Kind[],
  kind: FaultKind,
): kind is Kind {
  return group.some((member) => member === kind);
}
