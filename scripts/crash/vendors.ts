// The simulated vendors of a crash run, hostile at random, in a process that is never killed.
import {
  createAimlapiSimulator,
  createApiframeSimulator,
  createApixoSimulator,
} from '@vidgate/simulator';
import { serveSimulator } from '@vidgate/simulator/server';

/** More often, and every provider rests all the time because it left a submit in doubt. */
const faultEveryMs = 400;
const runMs = (): number => 300 + Math.random() * 1_500;
const settings = { runMs, balance: 1_000_000 };
const simulators = [
  createApixoSimulator({ ...settings, callbackUrls: 'any' }),
  createApiframeSimulator(settings),
  createAimlapiSimulator({ ...settings, logLagMs: 200, logRequestsPerMinute: 1_000_000 }),
];
const servers = await Promise.all(simulators.map((simulator) => serveSimulator(simulator)));

const faults = [
  { name: 'server-error-after-accept', status: 502 },
  { name: 'drop-after-accept' },
  { name: 'drop-before-accept', on: 'submit' },
  { name: 'server-error', status: 500, on: 'submit' },
  { name: 'hang', on: 'submit', acceptFirst: true },
  { name: 'rate-limited', on: 'submit' },
  { name: 'server-error', status: 503, on: 'poll' },
  { name: 'drop-before-accept', on: 'poll' },
  { name: 'task-fails' },
] as const;

setInterval(() => {
  const simulator = simulators[Math.floor(Math.random() * simulators.length)];
  const fault = faults[Math.floor(Math.random() * faults.length)];
  if (simulator !== undefined && fault !== undefined) simulator.inject(fault);
}, faultEveryMs);

process.on('message', (message) => {
  if (message !== 'bill') return;
  const tasks = simulators.flatMap(({ vendor, bill, tasks: made }) =>
    made.map(({ id, request }) => ({
      vendor,
      taskId: id,
      prompt: findPrompt(request),
      billed: bill.lines.some(({ taskId, state }) => taskId === id && state === 'charged'),
    })),
  );
  process.send?.({ type: 'bill', tasks });
});

process.send?.({
  type: 'vendors-ready',
  baseUrls: Object.fromEntries(simulators.map(({ vendor }, at) => [vendor, servers[at]?.baseUrl])),
  keys: Object.fromEntries(simulators.map(({ vendor, apiKey }) => [vendor, apiKey])),
});

function findPrompt(request: unknown): string {
  return /job-\d+/.exec(JSON.stringify(request))?.[0] ?? '';
}
