import type { ProviderTraits, VideoProvider } from '@vidgate/core';
import { createAimlapi } from '@vidgate/provider-aimlapi';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';
import { createFal } from '@vidgate/provider-fal';
import type { SimulatedTask, SimulatorSettings, VendorSimulator } from '@vidgate/simulator';
import {
  createAimlapiSimulator,
  createApiframeSimulator,
  createApixoSimulator,
  createFalSimulator,
} from '@vidgate/simulator';
import { z } from 'zod';
import type { RandomStream } from '../bench/routing/random-stream.ts';
import type { VirtualClock } from '../bench/routing/virtual-clock.ts';
import type { VendorName } from './plan.ts';
import { minuteMs, secondMs } from './plan.ts';

/** A simulated vendor, and the real adapter for it. */
export interface VendorSite {
  readonly name: VendorName;
  readonly simulator: VendorSimulator;
  /** Whether the same submit may arrive twice without a second task. */
  readonly recognizesRepeats: boolean;
  readonly traits: ProviderTraits;
  createProvider(fetch: typeof globalThis.fetch): VideoProvider;
}

export interface VendorSiteSettings {
  readonly clock: VirtualClock;
  readonly random: RandomStream;
  /** Where the vendor reads frames and sends its reports. */
  readonly web: typeof fetch;
  /** Hears of injected faults that strike. */
  readonly onFault: NonNullable<SimulatorSettings['onFault']>;
}

const simulators = {
  apixo: createApixoSimulator,
  apiframe: createApiframeSimulator,
  aimlapi: createAimlapiSimulator,
  fal: createFalSimulator,
} as const;

/** Keys that nothing may ever show. */
export const vendorKeys: Readonly<Record<VendorName, string>> = {
  apixo: 'canary-apixo-4b1f0c7d92',
  apiframe: 'canary_apiframe_7d21c9e4b05f',
  aimlapi: 'canary-aimlapi-5b90ae6613',
  fal: 'canary-fal-id:canary-fal-secret-9c41e7',
};

const keySetUrl = 'https://rest.fal.ai/.well-known/jwks.json';
const keySetSchema = z.object({ keys: z.array(z.object({ x: z.string() })) });

export async function createVendorSite(
  name: VendorName,
  { clock, random, web, onFault }: VendorSiteSettings,
): Promise<VendorSite> {
  let ids = 0;
  const apiKey = vendorKeys[name];
  const settings: SimulatorSettings = {
    clock,
    onFault,
    fetch: web,
    apiKeys: [apiKey],
    balance: 10_000,
    runMs: () => toRunMs(random),
    renderClip: async () => new Uint8Array([0, 0, 0, 8, 0x66, 0x74, 0x79, 0x70]),
    newId() {
      ids += 1;
      // What is told apart by its beginning must begin differently: one vendor shortens its ids.
      return `${String(ids).padStart(8, '0')}-0000-4000-8000-000000000000`;
    },
  };
  const simulator = simulators[name](settings);
  const publicKeys = name === 'fal' ? await readPublicKeys(simulator) : [];
  const createProvider: VendorSite['createProvider'] = (fetch) => {
    switch (name) {
      case 'apixo':
        return createApixo({ apiKey, fetch });
      case 'apiframe':
        return createApiframe({ apiKey, fetch });
      case 'aimlapi':
        return createAimlapi({ apiKey, fetch });
      case 'fal':
        return createFal({ apiKey, fetch, webhooks: { publicKeys } });
    }
  };
  const { traits } = createProvider(simulator.fetch);
  const recognizesRepeats = traits.idempotentSubmit !== false;
  return { name, simulator, traits, recognizesRepeats, createProvider };
}

/** Most tasks are done in a minute or two; one in five takes its time. */
function toRunMs(random: RandomStream): number {
  const isSlow = random() < 0.2;
  return Math.round(isSlow ? (2 + 6 * random()) * minuteMs : (20 + 100 * random()) * secondMs);
}

async function readPublicKeys({ fetch }: VendorSimulator): Promise<readonly string[]> {
  const response = await fetch(keySetUrl);
  return keySetSchema.parse(await response.json()).keys.map(({ x }) => x);
}

/** The job that a text speaks of: every prompt begins with its name. */
export function toJobName(text: string): string {
  return /job-\d+/.exec(text)?.[0] ?? 'no job';
}

export function jobNameOf({ request }: SimulatedTask): string {
  return toJobName(JSON.stringify(request));
}

/** Whether a request may cost money. Uploads are the only other POST. */
export function isSubmit(method: string, url: string): boolean {
  return method === 'POST' && !url.includes('/uploads');
}
