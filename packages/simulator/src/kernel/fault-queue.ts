import type { Fault, FaultName, Operation } from './fault.ts';

/** The faults that are waiting, oldest first. */
export interface FaultQueue {
  inject(fault: Fault): void;
  clear(): void;
  /** The oldest waiting fault that `operation` would meet, left in place. */
  first(operation: Operation, accepts: (fault: Fault) => boolean): Fault | undefined;
  /** Uses up one go of the oldest waiting fault of this name. */
  take<Name extends FaultName>(
    name: Name,
    operation: Operation,
  ): Extract<Fault, { name: Name }> | undefined;
}

const apiOperations: readonly Operation[] = [
  'submit',
  'poll',
  'list',
  'account',
  'catalogue',
  'logs',
  'upload',
  'cancel',
  'keys',
];

/** Where a fault strikes that is not aimed by its `on`. */
const strikes: { readonly [Name in FaultName]?: readonly Operation[] } = {
  'server-error-after-accept': ['submit'],
  'drop-after-accept': ['submit'],
  'no-task-id': ['submit'],
  'task-fails': ['submit'],
  'task-canceled': ['submit'],
  stuck: ['submit'],
  'odd-task-id': ['submit'],
  'unknown-status': ['poll'],
  'completed-without-url': ['poll'],
  'missing-cost-time': ['poll'],
  'poll-not-found': ['poll'],
  'result-gone': ['asset'],
};

/** Creates a {@link FaultQueue}; a fault that `vendor` cannot have is a TypeError when injected. */
export function createFaultQueue(
  vendor: string,
  impossible: readonly FaultName[],
  onFault: (fault: Fault) => void = () => {},
): FaultQueue {
  const waiting: { fault: Fault; left: number }[] = [];
  const find = (operation: Operation, accepts: (fault: Fault) => boolean) =>
    waiting.find(({ fault }) => operationsOf(fault).includes(operation) && accepts(fault));
  return {
    inject(fault) {
      if (impossible.includes(fault.name)) {
        throw new TypeError(`${vendor} cannot have the fault "${fault.name}"`);
      }
      const left = fault.times ?? 1;
      if (!(left > 0)) throw new TypeError(`times must be above 0, not ${left}`);
      waiting.push({ fault, left });
    },
    clear() {
      waiting.length = 0;
    },
    first: (operation, accepts) => find(operation, accepts)?.fault,
    take<Name extends FaultName>(name: Name, operation: Operation) {
      const hasName = (fault: Fault): fault is Extract<Fault, { name: Name }> =>
        fault.name === name;
      const entry = find(operation, hasName);
      if (!entry || !hasName(entry.fault)) return undefined;
      entry.left -= 1;
      if (entry.left <= 0) waiting.splice(waiting.indexOf(entry), 1);
      onFault(entry.fault);
      return entry.fault;
    },
  };
}

function operationsOf(fault: Fault): readonly Operation[] {
  if ('on' in fault && fault.on !== undefined) {
    return typeof fault.on === 'string' ? [fault.on] : fault.on;
  }
  return strikes[fault.name] ?? apiOperations;
}
