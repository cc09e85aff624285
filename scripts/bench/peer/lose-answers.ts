import { setTimeout as sleep } from 'node:timers/promises';
import { createGateway, memoryLedger, VideoGatewayError } from '@vidgate/core';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';
import type { Fault, VendorSimulator } from '@vidgate/simulator';
import { createApiframeSimulator, createApixoSimulator } from '@vidgate/simulator';
import { serveSimulator } from '@vidgate/simulator/server';
import { serveWebhooks } from '../../soak/serve-webhooks.ts';
import type { VendorAccess } from './ai-sdk-model.ts';
import { generateWithAiSdk } from './generate-with-ai-sdk.ts';
import type { VendorWire } from './vendor-wire.ts';
import { apiframeWire, apixoWire } from './vendor-wire.ts';

/** A vendor's simulator, our adapter for it, and what a model for the AI SDK needs to know of it. */
export interface LosingVendor {
  readonly title: string;
  readonly wire: VendorWire;
  readonly createSimulator: () => VendorSimulator;
  readonly createProvider: typeof createApixo;
}

/** How a vendor's answer to the paid call gets lost, the task having been accepted. */
export interface Loss {
  readonly title: string;
  readonly fault: Fault;
}

/** What came of one job. */
export interface LossResult {
  readonly submits: number;
  readonly charges: number;
  /** Whether the caller got the video, or what it was told instead. */
  readonly told: string;
}

export interface LossWay {
  readonly title: string;
  run(vendor: LosingVendor, access: VendorAccess): Promise<void>;
}

const runMs = 300;
const pollMs = 100;
/** Instead of a quarter of an hour, so that a doubt that nothing settles is held soon. */
const reconcileForMs = 3_000;

export const losingVendors: readonly LosingVendor[] = [
  {
    title: 'apixo (no idempotency key)',
    wire: apixoWire,
    createSimulator: () => createApixoSimulator({ runMs, callbackUrls: 'any' }),
    createProvider: createApixo,
  },
  {
    title: 'apiframe (idempotency key)',
    wire: apiframeWire,
    createSimulator: () => createApiframeSimulator({ runMs }),
    createProvider: createApiframe,
  },
];

export const losses: readonly Loss[] = [
  { title: 'connection lost, once', fault: { name: 'drop-after-accept', on: 'submit' } },
  {
    title: '502 from a proxy, once',
    fault: { name: 'server-error-after-accept', status: 502, on: 'submit' },
  },
  {
    title: 'connection lost, always',
    fault: { name: 'drop-after-accept', on: 'submit', times: Number.POSITIVE_INFINITY },
  },
];

export const lossWays: readonly LossWay[] = [
  {
    title: 'AI SDK, as it comes',
    run: ({ wire }, access) => generateWithAiSdk(wire, access, { pollMs }),
  },
  {
    title: 'AI SDK, maxRetries 0',
    run: ({ wire }, access) => generateWithAiSdk(wire, access, { pollMs, maxRetries: 0 }),
  },
  {
    title: 'vidgate, as it comes',
    run: (vendor, access) => generateWithGateway(vendor, access, undefined),
  },
  {
    title: 'vidgate, webhooks',
    async run(vendor, access) {
      await using webhooks = await serveWebhooks();
      await generateWithGateway(vendor, access, webhooks);
    },
  },
];

async function generateWithGateway(
  { createProvider }: LosingVendor,
  access: VendorAccess,
  webhooks: Awaited<ReturnType<typeof serveWebhooks>> | undefined,
): Promise<void> {
  await using gateway = createGateway({
    providers: [createProvider(access)],
    ledger: memoryLedger(),
    polling: { firstDelayMs: pollMs, intervalMs: pollMs },
    reconcileForMs,
    webhooks: webhooks && { baseUrl: webhooks.url },
  });
  webhooks?.connect(gateway);
  await gateway.generate({ prompt: 'dawn over the ridge' });
}

/** One job whose paid answer gets lost, at a vendor of its own. */
export async function loseAnswer(
  vendor: LosingVendor,
  { fault }: Loss,
  way: LossWay,
): Promise<LossResult> {
  const simulator = vendor.createSimulator();
  await using server = await serveSimulator(simulator);
  const { apiKey, bill, requests } = simulator;
  simulator.inject(fault);
  const told = await way.run(vendor, { baseUrl: server.baseUrl, apiKey }).then(
    () => 'the video',
    (error: unknown) => describe(error),
  );
  // Tasks that nobody waits for are billed all the same.
  while (bill.heldUsdMicros > 0) await sleep(pollMs);
  const submits = requests.filter(({ operation }) => operation === 'submit').length;
  return { submits, charges: bill.charges, told };
}

function describe(error: unknown): string {
  if (!VideoGatewayError.isInstance(error)) {
    return error instanceof Error ? `${error.name}, no task id` : 'no error';
  }
  const { code, jobId } = error;
  return `held: ${code}${jobId === undefined ? '' : ', with the job id'}`;
}
