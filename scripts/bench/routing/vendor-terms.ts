import type { ProviderTraits } from '@vidgate/core';

/** What one of the simulated vendors promises and what it cannot do. */
export interface VendorTerms {
  readonly id: string;
  readonly usdMicros: number;
  readonly concurrentTasks: number;
  /** Eight tasks of ten take so long, in milliseconds. */
  readonly typicalMs: readonly [number, number];
  readonly firstPollMs: number;
  readonly pollIntervalMs: number;
  readonly traits: Pick<
    ProviderTraits,
    'idempotentSubmit' | 'webhooks' | 'failedTasksCharged' | 'reportsCost' | 'frameSources'
  >;
  /** Whether lost tasks can be looked up. */
  readonly findable: boolean;
}

/**
 * The cheapest first. Latencies, traits and ways to settle a doubt are those of our three real
 * vendors: one that only reports back, one with a log of finished requests, one whose submits are
 * idempotent and which reports too. Failed tasks are refunded by all three, whatever they promise.
 */
export const vendorTerms: readonly VendorTerms[] = [
  {
    id: 'reporting',
    usdMicros: 300_000,
    concurrentTasks: 40,
    typicalMs: [30_000, 45_000],
    firstPollMs: 30_000,
    pollIntervalMs: 5_000,
    traits: {
      idempotentSubmit: false,
      webhooks: 'unsigned',
      failedTasksCharged: 'unknown',
      reportsCost: false,
      frameSources: ['url'],
    },
    findable: false,
  },
  {
    id: 'findable',
    usdMicros: 450_000,
    concurrentTasks: 40,
    typicalMs: [60_000, 180_000],
    firstPollMs: 30_000,
    pollIntervalMs: 10_000,
    traits: {
      idempotentSubmit: false,
      webhooks: 'none',
      failedTasksCharged: 'no',
      reportsCost: true,
      frameSources: ['url', 'bytes'],
    },
    findable: true,
  },
  {
    id: 'idempotent',
    usdMicros: 600_000,
    concurrentTasks: 80,
    typicalMs: [60_000, 300_000],
    firstPollMs: 30_000,
    pollIntervalMs: 5_000,
    traits: {
      idempotentSubmit: { windowMs: 24 * 60 * 60 * 1000 },
      webhooks: 'signed',
      failedTasksCharged: 'no',
      reportsCost: true,
      frameSources: ['url'],
    },
    findable: false,
  },
];
