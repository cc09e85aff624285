import type { Fault } from '@vidgate/simulator';
import type { FaultKind } from './fault-kinds.ts';
import {
  archiveFaults,
  diskFaults,
  exchangeFaults,
  isOneOf,
  portNames,
  vendorFaults,
  webhookFaults,
  windowFaults,
} from './fault-kinds.ts';
import type { PlannedFault } from './plan.ts';
import { secondMs } from './plan.ts';
import { forgeReports } from './web.ts';
import type { World } from './world.ts';

/** Lets a planned fault happen, or wait for what it strikes. */
export function strike(planned: PlannedFault, world: World): void {
  const { kind, amount, target } = planned;
  const { faults, plan } = world;
  const vendor = plan.vendors[target % plan.vendors.length] ?? 'apixo';
  world.note(`fault: ${kind} (${target}, ${amount})`);
  if (isOneOf(exchangeFaults, kind)) {
    const operation = amount % 3 === 0 ? 'read' : 'submit';
    faults.arm(kind, `${vendor} ${operation}`, 1 + (amount % 2));
  } else if (isOneOf(windowFaults, kind)) {
    world.weather.begin(kind, vendor, world.clock.now() + (20 + 4 * amount) * secondMs);
  } else if (isOneOf(vendorFaults, kind)) {
    injectAt(vendor, kind, world);
  } else if (isOneOf(diskFaults, kind)) {
    // A lock is tried again every few milliseconds, so few goes would never be noticed.
    faults.arm(kind, 'disk', kind === 'disk-busy' ? 1 + 8 * amount : 1 + (amount % 3));
  } else if (isOneOf(archiveFaults, kind)) {
    faults.arm(kind, 'archive', 1 + (amount % 4));
  } else if (kind === 'webhook-forged') {
    forgeReports(world);
  } else if (isOneOf(webhookFaults, kind)) {
    faults.arm(kind, 'web', 1 + (amount % 3));
  } else {
    strikeProcess(kind, planned, world);
  }
}

function strikeProcess(kind: FaultKind, { target, amount }: PlannedFault, world: World): void {
  const slot = target % world.plan.workers;
  const process = world.workers[slot]?.process;
  if (process === undefined || !process.alive) return;
  const port = portNames.find((name) => kind === `crash-at-${name}`);
  if (port !== undefined) {
    // Some calls are rare: what waits for the tenth of them would wait for ever.
    const isRare = port === 'archive' || port === 'new-id' || port === 'random';
    process.armCrash(port, amount % 2 === 1, 1 + Math.floor(amount / (isRare ? 50 : 10)));
    return;
  }
  world.faults.hit(kind);
  const jumpMs = (5 + 9 * amount) * secondMs;
  if (kind === 'clock-forward') process.jump(jumpMs);
  else if (kind === 'clock-back') process.jump(-jumpMs);
  else if (kind === 'stop') world.stopWorker(slot);
  else if (kind === 'pause') {
    process.pause();
    world.clock.setTimer(() => process.goOn(), (5 + 3 * amount) * secondMs);
  }
}

/** What each vendor fault is called in the simulators; one that a vendor cannot have is left out. */
const injected: Readonly<Record<Exclude<(typeof vendorFaults)[number], 'frame-gone'>, Fault>> = {
  'error-after-accept': { name: 'server-error-after-accept', status: 502 },
  'page-after-accept': { name: 'html-error-page', status: 504, acceptFirst: true, on: 'submit' },
  'broken-answer': { name: 'malformed-json', on: 'submit' },
  'empty-answer': { name: 'empty-body', on: 'submit' },
  'no-task-id': { name: 'no-task-id' },
  'late-failure': { name: 'task-fails' },
  'late-cancel': { name: 'task-canceled' },
  stuck: { name: 'stuck' },
  'odd-state': { name: 'unknown-status', status: 'reviewing' },
  'no-url': { name: 'completed-without-url' },
  'task-not-found': { name: 'poll-not-found', times: 3 },
  'out-of-credit': { name: 'insufficient-balance', on: 'submit' },
  'key-refused': { name: 'unauthorized', on: ['submit', 'poll'] },
  'key-echoed': { name: 'echo-key', on: ['submit', 'poll'] },
  'result-gone': { name: 'result-gone' },
};

/** The kind of a fault that a simulator says has struck; nothing for those of bad weather. */
export function toKind(struck: Fault): FaultKind | undefined {
  const entry = Object.entries(injected).find(([, fault]) => fault === struck);
  return vendorFaults.find((kind) => kind === entry?.[0]);
}

function injectAt(vendor: string, kind: (typeof vendorFaults)[number], world: World): void {
  if (kind === 'frame-gone') {
    world.faults.arm(kind, 'frames', 1);
    return;
  }
  // Not every vendor can cancel a task.
  const able = kind === 'late-cancel' ? ['apiframe', 'aimlapi'] : [vendor];
  const site = able.map((name) => world.sites.get(name)).find((found) => found !== undefined);
  site?.simulator.inject(injected[kind]);
}
