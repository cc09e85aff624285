// The promise, end to end: gateway, real adapters and simulated vendors on one virtual clock, and the
// vendors' own bills as witnesses.
import type { Gateway, GatewaySettings, Job, JobUpdate, VideoRequestInput } from '@vidgate/core';
import { createGateway, memoryLedger, systemPorts } from '@vidgate/core';
import { createAimlapi } from '@vidgate/provider-aimlapi';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';
import type { VendorSimulator } from '@vidgate/simulator';
import {
  createAimlapiSimulator,
  createApiframeSimulator,
  createApixoSimulator,
} from '@vidgate/simulator';
import type { TestClock } from '@vidgate/testkit';
import { createTestClock } from '@vidgate/testkit';
import { expect, test } from 'vitest';

type Vendor = 'apixo' | 'apiframe' | 'aimlapi';

interface World {
  readonly clock: TestClock;
  readonly gateway: Gateway;
  readonly vendors: Readonly<Record<Vendor, VendorSimulator>>;
  readonly updates: readonly JobUpdate[];
  /** Submits a request, lets time pass, and returns what became of it. */
  readonly runFor: (ms: number, request?: Partial<VideoRequestInput>) => Promise<Job>;
  /** How many tasks each vendor charges or holds money for. */
  readonly billed: () => Readonly<Record<Vendor, number>>;
}

const minute = 60_000;

function setup(only: readonly Vendor[], settings: Partial<GatewaySettings> = {}): World {
  const clock = createTestClock();
  const noFetch: typeof fetch = async () => new Response('no frame', { status: 404 });
  const shared = { clock, fetch: noFetch };
  const vendors = {
    apixo: createApixoSimulator(shared),
    apiframe: createApiframeSimulator(shared),
    aimlapi: createAimlapiSimulator(shared),
  };
  const own = (vendor: Vendor) => ({
    apiKey: vendors[vendor].apiKey,
    fetch: vendors[vendor].fetch,
  });
  const providers = {
    apixo: createApixo(own('apixo')),
    apiframe: createApiframe(own('apiframe')),
    aimlapi: createAimlapi(own('aimlapi')),
  };
  const updates: JobUpdate[] = [];
  const gateway = createGateway({
    providers: only.map((vendor) => providers[vendor]),
    ledger: memoryLedger(),
    ports: { ...systemPorts, ...clock },
    onEvent: (update) => {
      if (update.job !== undefined) updates.push(update);
    },
    ...settings,
  });
  const open = ({ bill }: VendorSimulator): number =>
    bill.lines.filter(({ state }) => state !== 'released').length;
  return {
    clock,
    gateway,
    vendors,
    updates,
    async runFor(ms, request = {}) {
      const { id } = await gateway.submit({ prompt: 'dawn breaks over the ridge', ...request });
      await clock.advance(ms);
      return await gateway.job(id);
    },
    billed: () => ({
      apixo: open(vendors.apixo),
      apiframe: open(vendors.apiframe),
      aimlapi: open(vendors.aimlapi),
    }),
  };
}

function isSubmit({ operation }: { readonly operation: string | undefined }): boolean {
  return operation === 'submit';
}

test('APIXO makes a task and loses its answer: the job is held, and nobody else is asked', async () => {
  const { vendors, runFor, billed } = setup(['apixo', 'aimlapi']);
  vendors.apixo.inject({ name: 'server-error-after-accept', status: 500 });
  const job = await runFor(30 * minute);
  expect(job).toMatchObject({ state: 'held', heldReason: 'outcome-unknown' });
  expect(billed()).toEqual({ apixo: 1, apiframe: 0, aimlapi: 0 });
  expect(vendors.apixo.requests.filter(isSubmit)).toHaveLength(1);
});

test.each([
  { name: 'server-error-after-accept', status: 502 },
  { name: 'drop-after-accept' },
  { name: 'hang', acceptFirst: true },
  { name: 'drop-before-accept' },
] as const)(
  'Apiframe answers a submit with $name: a replay settles it, and one task is charged',
  async (fault) => {
    const { vendors, runFor, billed } = setup(['apiframe', 'apixo']);
    vendors.apiframe.inject({ on: 'submit', ...fault });
    const job = await runFor(20 * minute);
    expect(job).toMatchObject({ state: 'succeeded', attempts: [{ provider: 'apiframe' }] });
    expect(billed()).toEqual({ apixo: 0, apiframe: 1, aimlapi: 0 });
    const submits = vendors.apiframe.requests.filter(isSubmit);
    expect(new Set(submits.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(new Set(submits.map(({ body }) => body)).size).toBe(1);
  },
);

test('AI/ML makes a task and loses its answer: its log is looked up, and one task is charged', async () => {
  const { vendors, runFor, billed } = setup(['aimlapi', 'apixo'], {
    routing: { order: ['aimlapi'] },
  });
  vendors.aimlapi.inject({ name: 'drop-after-accept' });
  const job = await runFor(30 * minute);
  expect(job).toMatchObject({
    state: 'succeeded',
    attempts: [{ provider: 'aimlapi' }],
    cost: { chargedUsdMicros: 455_000 },
  });
  expect(billed()).toEqual({ apixo: 0, apiframe: 0, aimlapi: 1 });
});

test.each([
  ['rate-limited', { name: 'rate-limited' }],
  ['insufficient-balance', { name: 'insufficient-balance' }],
  ['authentication', { name: 'unauthorized' }],
] as const)(
  'a submit that is refused as %s goes to the next provider at once',
  async (code, fault) => {
    const { vendors, runFor, billed } = setup(['apiframe', 'apixo', 'aimlapi'], {
      routing: { patienceMs: 0 },
    });
    vendors.apiframe.inject({ on: 'submit', ...fault });
    const job = await runFor(10 * minute);
    expect(
      job.attempts.map(({ provider, state, error }) => [provider, state, error?.code]),
    ).toEqual([
      ['apiframe', 'rejected', code],
      ['apixo', 'succeeded', undefined],
    ]);
    expect(billed()).toEqual({ apixo: 1, apiframe: 0, aimlapi: 0 });
  },
);

test('the cheapest that asks to wait for a moment is waited for', async () => {
  const { vendors, runFor, billed } = setup(['apiframe', 'apixo', 'aimlapi']);
  vendors.apiframe.inject({ on: 'submit', name: 'rate-limited' });
  const job = await runFor(10 * minute);
  expect(job.attempts.map(({ provider, state }) => [provider, state])).toEqual([
    ['apiframe', 'rejected'],
    ['apiframe', 'succeeded'],
  ]);
  expect(billed()).toEqual({ apixo: 0, apiframe: 1, aimlapi: 0 });
});

test('Apiframe refuses the name of the cfg scale: one new attempt in the other spelling', async () => {
  const clock = createTestClock();
  const simulator = createApiframeSimulator({ clock, cfgField: 'guidance_scale' });
  const gateway = createGateway({
    providers: [createApiframe({ apiKey: simulator.apiKey, fetch: simulator.fetch })],
    ledger: memoryLedger(),
    ports: { ...systemPorts, ...clock },
  });
  const { id } = await gateway.submit({ prompt: 'dawn', cfgScale: 0.5 });
  await clock.advance(10 * minute);
  const job = await gateway.job(id);
  expect(job.attempts.map(({ state }) => state)).toEqual(['rejected', 'succeeded']);
  const keys = simulator.requests.filter(isSubmit).map(({ headers }) => headers['idempotency-key']);
  expect(new Set(keys).size).toBe(2);
  expect(simulator.bill.charges).toBe(1);
});

test('polls that fail in every way do not fail the job', async () => {
  const { vendors, runFor, billed } = setup(['apixo']);
  for (const fault of [
    { name: 'server-error', status: 503, on: 'poll' },
    { name: 'malformed-json', on: 'poll' },
    { name: 'html-error-page', status: 502, on: 'poll' },
    { name: 'drop-before-accept', on: 'poll' },
    { name: 'rate-limited', on: 'poll' },
    { name: 'unknown-status', status: 'polishing' },
    { name: 'poll-not-found' },
  ] as const) {
    vendors.apixo.inject(fault);
  }
  const job = await runFor(20 * minute);
  expect(job.state).toBe('succeeded');
  expect(billed().apixo).toBe(1);
});

test('a failed task goes elsewhere; a moderated one ends the job', async () => {
  const { vendors, runFor, billed } = setup(['apiframe', 'apixo']);
  vendors.apiframe.inject({ name: 'task-fails', message: 'No available capacity' });
  expect(await runFor(20 * minute)).toMatchObject({
    state: 'succeeded',
    attempts: [{ error: { code: 'generation-failed', charged: 'no' } }, { provider: 'apixo' }],
  });
  expect(billed()).toEqual({ apixo: 1, apiframe: 0, aimlapi: 0 });
  vendors.apiframe.inject({ name: 'task-fails', message: 'Flagged as sensitive content' });
  expect(await runFor(20 * minute)).toMatchObject({
    state: 'failed',
    error: { code: 'content-rejected' },
  });
});

test('a success without a file is followed until it has one', async () => {
  const { vendors, runFor, updates } = setup(['aimlapi']);
  vendors.aimlapi.inject({ name: 'completed-without-url', times: 3 });
  expect((await runFor(20 * minute)).state).toBe('succeeded');
  const failed = updates.filter(({ event }) => event.type === 'step-failed');
  expect(failed.map(({ event }) => 'error' in event && event.error?.code)).toContain(
    'invalid-response',
  );
});

test('a vendor that echoes the key puts it into no event, no error and no job', async () => {
  const { vendors, runFor, updates } = setup(['apixo', 'aimlapi']);
  vendors.apixo.inject({ name: 'echo-key', on: 'submit' });
  vendors.aimlapi.inject({ name: 'task-fails', message: `failed for ${vendors.aimlapi.apiKey}` });
  const job = await runFor(30 * minute);
  const everything = JSON.stringify([job, updates]);
  expect(everything).toContain('[redacted]');
  for (const { apiKey } of [vendors.apixo, vendors.aimlapi])
    expect(everything).not.toContain(apiKey);
});
