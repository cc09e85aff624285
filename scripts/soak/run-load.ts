import type { ChildProcess } from 'node:child_process';
import type { IntervalHistogram } from 'node:perf_hooks';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Gateway, GatewayUpdate, VideoProvider } from '@vidgate/core';
import { createGateway, VideoGatewayError } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { createAimlapi } from '@vidgate/provider-aimlapi';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';
import { hear } from '../bench/child.ts';
import { createLeak } from './leak.ts';
import type { Bill, VendorAccounts } from './messages.ts';
import { billSchema, vendorsReadySchema } from './messages.ts';
import type { Sample } from './sample.ts';
import { takeSample } from './sample.ts';
import { serveWebhooks } from './serve-webhooks.ts';
import type { StepClock } from './step-clock.ts';
import { createStepClock } from './step-clock.ts';

export interface LoadSettings {
  readonly file: string;
  readonly vendors: ChildProcess;
  readonly minutes: number;
  /** Jobs per second. */
  readonly rate: number;
  readonly leaks: boolean;
  readonly onSample: (sample: Sample) => void;
}

export interface LoadRun {
  readonly samples: readonly Sample[];
  readonly submitted: number;
  /** Requests that `submit` itself refused, by the error's code. */
  readonly refused: Readonly<Record<string, number>>;
  readonly events: Readonly<Record<string, number>>;
  readonly steps: StepClock['steps'];
  /** In nanoseconds. */
  readonly loopDelay: IntervalHistogram;
  readonly cpuMsPerJob: number;
  readonly bill: Bill;
}

const samplesPerRun = 60;
/**
 * After so long without new jobs or new faults, what is still open counts as not settled: a little
 * more than a job waits for a provider that rests.
 */
const calmMs = 660_000;
/** Long enough that a busy machine is not taken for a silent vendor. */
const timeoutMs = 5_000;
const openStates = ['queued', 'submitting', 'running'] as const;

/** Feeds jobs at a fixed rate, looks at this process now and then, and lets everything settle. */
export async function runLoad(settings: LoadSettings): Promise<LoadRun> {
  const { file, vendors, rate } = settings;
  const { vendors: accounts } = await hear(vendors, vendorsReadySchema);
  const clock = createStepClock();
  const events: Record<string, number> = {};
  using leak = createLeak();
  const onEvent = ({ event }: GatewayUpdate): void => {
    events[event.type] = (events[event.type] ?? 0) + 1;
    if (settings.leaks && event.type === 'job-created') leak.keep();
  };
  await using webhooks = await serveWebhooks();
  await using gateway = createGateway({
    providers: createProviders(accounts).map(clock.watchProvider),
    ledger: clock.watchLedger(sqliteLedger(file)),
    // Each vendor gets its share, so that each of them is soaked.
    routing: { weights: { apixo: 1, apiframe: 1, aimlapi: 1 } },
    polling: { firstDelayMs: 1_000, intervalMs: 500, maxIntervalMs: 4_000 },
    reconcileForMs: 20_000,
    webhooks: { baseUrl: webhooks.url },
    onEvent,
  });
  webhooks.connect(gateway);
  const feed = startFeeding(gateway, rate);
  const watched = await watchProcess(settings, clock, () => ({
    submitted: feed.submitted,
    open: feed.submitted - countFinal(events),
  }));
  await feed.stop();
  vendors.send('calm');
  await settle(gateway);
  vendors.send('bill');
  const { samples, loopDelay, cpuMs } = watched;
  return {
    samples,
    events,
    loopDelay,
    submitted: feed.submitted,
    refused: feed.refused,
    steps: clock.steps,
    cpuMsPerJob: cpuMs / feed.submitted,
    bill: await hear(vendors, billSchema),
  };
}

interface Watched extends Pick<LoadRun, 'samples' | 'loopDelay'> {
  /** Without what the samples themselves took. */
  readonly cpuMs: number;
}

/** Takes samples until the time is over. Their forced collections count nowhere: they are ours. */
async function watchProcess(
  { file, minutes, onSample }: LoadSettings,
  clock: StepClock,
  count: () => { readonly submitted: number; readonly open: number },
): Promise<Watched> {
  const loopDelay = monitorEventLoopDelay({ resolution: 10 });
  const samples: Sample[] = [];
  const startedAt = performance.now();
  let cpuMs = 0;
  for (let at = 1; at <= samplesPerRun; at += 1) {
    const cpu = process.cpuUsage();
    loopDelay.enable();
    const dueAt = startedAt + (at / samplesPerRun) * minutes * 60_000;
    await sleep(Math.max(0, dueAt - performance.now()));
    loopDelay.disable();
    const { user, system } = process.cpuUsage(cpu);
    cpuMs += (user + system) / 1_000;
    const sample = await takeSample({ startedAt, file, ...count() });
    clock.forget();
    samples.push(sample);
    onSample(sample);
  }
  return { samples, loopDelay, cpuMs };
}

function createProviders(accounts: VendorAccounts): readonly VideoProvider[] {
  const of = (vendor: string) => {
    const { baseUrl, apiKey } = accounts[vendor] ?? {};
    return { baseUrl, apiKey: apiKey ?? '', timeoutMs };
  };
  return [
    createApixo(of('apixo')),
    createApiframe({ ...of('apiframe'), usdPerCredit: 0.075 }),
    createAimlapi({ ...of('aimlapi'), models: { 'kling-2.5-turbo-pro': { prices: { 5: 0.3 } } } }),
  ];
}

interface Feed {
  readonly submitted: number;
  readonly refused: Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

function startFeeding(gateway: Gateway, rate: number): Feed {
  const running = new Set<Promise<void>>();
  let submitted = 0;
  const refused: Record<string, number> = {};
  const startedAt = performance.now();
  // What a busy moment has kept back is made up for, so that the rate holds over the whole run.
  const timer = setInterval(() => {
    const due = ((performance.now() - startedAt) / 1_000) * rate;
    while (submitted < due) {
      submitted += 1;
      const name = `job-${submitted}`;
      const submit = gateway
        .submit({ prompt: `${name}: dawn over the ridge` }, { idempotencyKey: name })
        .then(
          () => {},
          (error: unknown) => {
            const code = VideoGatewayError.isInstance(error) ? error.code : String(error);
            refused[code] = (refused[code] ?? 0) + 1;
          },
        )
        .finally(() => running.delete(submit));
      running.add(submit);
    }
  }, 20);
  return {
    get submitted() {
      return submitted;
    },
    refused,
    async stop() {
      clearInterval(timer);
      await Promise.all(running);
    },
  };
}

function countFinal(events: Readonly<Record<string, number>>): number {
  const final = ['job-succeeded', 'job-failed', 'job-canceled'];
  return final.reduce((sum, type) => sum + (events[type] ?? 0), 0);
}

async function settle(gateway: Gateway): Promise<void> {
  const until = performance.now() + calmMs;
  while (performance.now() < until) {
    const { jobs } = await gateway.jobs({ states: openStates, limit: 1 });
    if (jobs.length === 0) return;
    await sleep(1_000);
  }
}
