import type { VideoProvider } from '@vidgate/core';
import { createAimlapi } from '@vidgate/provider-aimlapi';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';
import type { VendorSimulator } from '@vidgate/simulator';
import {
  createAimlapiSimulator,
  createApiframeSimulator,
  createApixoSimulator,
} from '@vidgate/simulator';
import type { SimulatorServer } from '@vidgate/simulator/server';
import { serveSimulator } from '@vidgate/simulator/server';

/** A simulated vendor behind a real port, and the adapter that speaks to it. */
export interface DemoVendor {
  readonly simulator: VendorSimulator;
  readonly server: SimulatorServer;
  readonly provider: VideoProvider;
}

/** Starts the three vendors on loopback. Tasks take `runMs` instead of the vendors' minutes. */
export async function startVendors(runMs: number): Promise<readonly DemoVendor[]> {
  const settings = { runMs, clip: { width: 640, height: 360 } };
  return await Promise.all([
    start(createApixoSimulator(settings), createApixo),
    start(createApiframeSimulator(settings), createApiframe),
    start(createAimlapiSimulator(settings), createAimlapi),
  ]);
}

async function start(
  simulator: VendorSimulator,
  create: (settings: { readonly apiKey: string; readonly baseUrl: string }) => VideoProvider,
): Promise<DemoVendor> {
  const server = await serveSimulator(simulator);
  const provider = create({ apiKey: simulator.apiKey, baseUrl: server.baseUrl });
  return { simulator, server, provider };
}
