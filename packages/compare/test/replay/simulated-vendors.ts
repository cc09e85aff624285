import type { Clock, Gateway, VideoProvider } from '@vidgate/core';
import { createGateway, memoryLedger, systemPorts } from '@vidgate/core';
import type { ProviderSettings } from '@vidgate/core/http';
import { createAimlapi } from '@vidgate/provider-aimlapi';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';
import type { VendorSimulator } from '@vidgate/simulator';
import {
  createAimlapiSimulator,
  createApiframeSimulator,
  createApixoSimulator,
} from '@vidgate/simulator';
import { createTestClock } from '@vidgate/testkit';
import { onTestFinished } from 'vitest';
import type { Answers } from '../../src/replay/answers.ts';

/** The smallest file that begins like an MP4, which is all that a download looks at. */
const clip = Uint8Array.from(
  Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x08mdat', 'latin1'),
);

/** Three vendors whose time goes on by 20 s with each request, so that two runs see the same. */
export function simulateVendors() {
  const clock = createTestClock();
  const bySettings = (number: number) => {
    let ids = 0;
    const newId = (): string => {
      ids += 1;
      return `${number * 10_000_000 + ids}-0000-4000-8000-000000000000`;
    };
    return { clock, newId, fetch: web, renderClip: async () => clip };
  };
  const vendors: readonly VendorSimulator[] = [
    createApixoSimulator(bySettings(1)),
    createApiframeSimulator(bySettings(2)),
    createAimlapiSimulator(bySettings(3)),
  ];
  const asked = (): number => vendors.reduce((sum, { requests }) => sum + requests.length, 0);

  async function web(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init);
    const vendor = vendors.find(({ origins }) => origins.includes(new URL(request.url).origin));
    if (vendor === undefined) throw new Error(`Nobody answers at ${request.url}.`);
    await clock.advance(20_000);
    return await vendor.fetch(request);
  }

  const download: Answers['download'] = async (url) => {
    const { status, headers, body } = await web(url);
    return { status, headers, url: String(url), body: body ?? new Blob([]).stream() };
  };
  // Goes on by itself, too: a gateway waits a millisecond between polls, and asks nothing meanwhile.
  const now = (): number => clock.now() + performance.now();
  return { clock, vendors, asked, now, network: { fetch: web, download } };
}

export type SimulatedVendors = ReturnType<typeof simulateVendors>;

/** A gateway over the three adapters that reaches nothing but `answers`. */
export function gatewayOver(
  answers: Answers,
  keys: readonly string[],
  { now }: Pick<Clock, 'now'>,
): Gateway {
  const creators: readonly ((settings: ProviderSettings) => VideoProvider)[] = [
    createApixo,
    createApiframe,
    createAimlapi,
  ];
  const gateway = createGateway({
    providers: creators.map((create, index) =>
      create({ apiKey: keys[index] ?? '', fetch: answers.fetch }),
    ),
    ledger: memoryLedger(),
    download: { fetch: answers.download },
    polling: { firstDelayMs: 1, intervalMs: 1 },
    // The vendors' time, and pauses that are over at once.
    ports: { ...systemPorts, now },
  });
  onTestFinished(() => gateway.close());
  return gateway;
}
