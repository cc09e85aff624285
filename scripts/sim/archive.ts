import { createHash } from 'node:crypto';
import type { AssetArchive, GatewaySettings } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import type { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

type ResultFetch = NonNullable<NonNullable<GatewaySettings['download']>['fetch']>;

/** As the product's own. */
const timeoutMs = 60_000;

/** Reads results from the vendors' file hosts, and gives up as the product's own fetch does. */
export function createResultFetch(process: SimulatedProcess, world: World): ResultFetch {
  return async (url) => {
    const { origin, href } = new URL(url);
    const sites = [...world.sites.values()];
    const site = sites.find(({ simulator }) => simulator.origins.includes(origin));
    if (site === undefined) throw new TypeError('fetch failed');
    const controller = new AbortController();
    const cancelTimer = process.ports.setTimer(() => controller.abort(), timeoutMs);
    try {
      const { signal } = controller;
      const response = await world.network.connect(process, site)(href, { signal });
      const { status, headers, body } = response;
      return { status, headers, url: href, body: body ?? new ReadableStream() };
    } finally {
      cancelTimer();
    }
  };
}

/** An archive in memory, which all processes share and which fails at times. */
export function createArchive(process: SimulatedProcess, world: World): AssetArchive {
  return {
    store: ({ jobId, index, url }, { fetch }) =>
      process.through('archive', async () => {
        world.onUse();
        if (world.faults.take('archive-fails', 'archive')) throw new Error('No room is left.');
        const { status, body } = await fetch(url);
        const bytes = Buffer.from(await new Response(body).arrayBuffer());
        if (status !== 200) {
          const message = `The file of job ${jobId} is gone: ${status}.`;
          throw new VideoGatewayError({ code: 'asset-expired', outcome: 'accepted', message });
        }
        return {
          location: `memory:${jobId}/${index}`,
          bytes: bytes.length,
          sha256: createHash('sha256').update(bytes).digest('hex'),
          mediaType: 'video/mp4',
        };
      }),
  };
}
