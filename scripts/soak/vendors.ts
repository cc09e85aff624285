// The simulated vendors of a soak, in a process of their own so that only the gateway is measured.
import type { Fault } from '@vidgate/simulator';
import {
  createAimlapiSimulator,
  createApiframeSimulator,
  createApixoSimulator,
} from '@vidgate/simulator';
import { serveSimulator } from '@vidgate/simulator/server';
import { findJobName } from './messages.ts';

const struck: Record<string, number> = {};
/** Injected, and not met by anybody yet. */
const pending = new Set<Fault>();
const settings = {
  runMs: (): number => 300 + Math.random() * 2_000,
  balance: 10_000_000,
  onFault: (fault: Fault): void => {
    struck[fault.name] = (struck[fault.name] ?? 0) + 1;
    pending.delete(fault);
  },
};
const simulators = [
  createApixoSimulator({ ...settings, callbackUrls: 'any', requestsPerMinute: 1_000_000 }),
  createApiframeSimulator(settings),
  createAimlapiSimulator({ ...settings, logLagMs: 200, logRequestsPerMinute: 1_000_000 }),
];
const servers = await Promise.all(simulators.map((simulator) => serveSimulator(simulator)));

/** These leave no submit in doubt, so they may come all the time. */
const frequent: readonly Fault[] = [
  { name: 'server-error', status: 503, on: 'poll' },
  { name: 'drop-before-accept', on: 'poll' },
  { name: 'html-error-page', on: 'poll' },
  { name: 'hang', on: 'poll' },
  { name: 'slow', delayMs: 800, on: 'submit' },
  { name: 'rate-limited', on: 'submit' },
  { name: 'task-fails' },
];
/**
 * One submit of two hundred at the usual rate. Each keeps jobs from its provider until the next answer,
 * or for half a minute and longer where there were not twenty answers in a row before it.
 */
const rare: readonly Fault[] = [
  { name: 'server-error-after-accept', status: 502, on: 'submit' },
  { name: 'drop-after-accept', on: 'submit' },
  { name: 'drop-before-accept', on: 'submit' },
  { name: 'hang', on: 'submit', acceptFirst: true },
  { name: 'malformed-json', on: 'submit' },
];
const timers = [injectEvery(1_000, frequent), injectEvery(10_000, rare)];

// Whoever has started this is gone.
process.on('disconnect', () => process.exit());
process.on('message', (message) => {
  if (message === 'calm') calmDown();
  if (message === 'bill') process.send?.(toBill());
});

process.send?.({
  type: 'vendors-ready',
  vendors: Object.fromEntries(
    simulators.map(({ vendor, apiKey }, at) => [vendor, { baseUrl: servers[at]?.baseUrl, apiKey }]),
  ),
});

/**
 * One vendor after the other. A vendor that nobody asks saves none up: it would be out of order as long
 * as there are any, and whoever tries it now and then would meet one each time.
 */
function injectEvery(ms: number, faults: readonly Fault[]): NodeJS.Timeout {
  const last = new Map<unknown, Fault>();
  let turn = 0;
  return setInterval(() => {
    const fault = faults[turn % faults.length];
    const simulator = simulators[turn % simulators.length];
    turn += 1;
    const before = last.get(simulator);
    if (fault === undefined || (before !== undefined && pending.has(before))) return;
    const injected = { ...fault };
    pending.add(injected);
    last.set(simulator, injected);
    simulator?.inject(injected);
  }, ms);
}

/** No new faults, and none of those that wait: with few polls left, they would hit every one. */
function calmDown(): void {
  for (const timer of timers) clearInterval(timer);
  for (const simulator of simulators) simulator.clearFaults();
}

function toBill(): unknown {
  const charges: Record<string, number> = {};
  for (const { bill, tasks } of simulators) {
    const paid = new Set(
      bill.lines.filter(({ state }) => state === 'charged').map(({ taskId }) => taskId),
    );
    for (const { id, request } of tasks) {
      const job = findJobName(JSON.stringify(request));
      if (paid.has(id)) charges[job] = (charges[job] ?? 0) + 1;
    }
  }
  const sum = (count: (simulator: (typeof simulators)[number]) => number): number =>
    simulators.reduce((total, simulator) => total + count(simulator), 0);
  return {
    type: 'bill',
    charges,
    faults: struck,
    requests: sum(({ requests }) => requests.length),
    webhooks: sum(({ deliveries }) => deliveries.length),
  };
}
