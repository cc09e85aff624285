import {
  connectionReset,
  silence,
  unlessAborted,
} from '../../packages/simulator/src/kernel/connection.ts';
import type { RandomStream } from '../bench/routing/random-stream.ts';
import type { VirtualClock } from '../bench/routing/virtual-clock.ts';
import type { FaultBoard } from './fault-board.ts';
import { secondMs } from './plan.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { SubmitsUnderWay } from './submits-under-way.ts';
import type { VendorSite } from './vendor-site.ts';
import { isSubmit, toJobName } from './vendor-site.ts';
import type { Weather } from './weather.ts';

export interface NetworkSettings {
  readonly clock: VirtualClock;
  readonly random: RandomStream;
  readonly faults: FaultBoard;
  readonly weather: Weather;
  readonly underWay: SubmitsUnderWay;
  readonly note: (text: string) => void;
  readonly onUse: () => void;
  /** Called at the moment a submit leaves its process. */
  readonly onSubmit: (site: VendorSite, sent: SentRequest) => void;
}

/** A request as it goes over the wire. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What lies between processes and vendors. It goes on without them: neither death nor a time-out stops a request that is on its way. */
export interface Network {
  /** A process's way to a vendor. */
  connect(process: SimulatedProcess, site: VendorSite): typeof fetch;
}

export function createNetwork(settings: NetworkSettings): Network {
  return {
    connect: (process, site) => (input, init) => {
      settings.onUse();
      const request = new Request(input, init);
      return process.through('fetch', async () => {
        const { method, url, headers, signal } = request;
        const bytes = new Uint8Array(await request.arrayBuffer());
        const sent: SentRequest = { method, url, headers, bytes };
        const exchange = travel(process, site, sent, settings);
        return await unlessAborted(exchange, signal);
      });
    },
  };
}

async function travel(
  process: SimulatedProcess,
  site: VendorSite,
  sent: SentRequest,
  settings: NetworkSettings,
): Promise<Response> {
  const { note, underWay } = settings;
  const isPaid = isSubmit(sent.method, sent.url);
  const job = isPaid ? toJobName(new TextDecoder().decode(sent.bytes)) : undefined;
  const what = job === undefined ? toPath(sent) : `SUBMIT ${job}`;
  note(`${process.id} -> ${site.name} ${what}`);
  if (isPaid) settings.onSubmit(site, sent);
  const arrived = job === undefined ? () => {} : underWay.begin(job);
  try {
    const response = await carry(site, sent, isPaid, arrived, settings);
    note(`${process.id} <- ${site.name} ${response.status} ${what}`);
    return response;
  } catch (error) {
    note(`${process.id} <- ${site.name} broken connection ${what}`);
    throw error;
  }
}

/** Takes a request to its vendor and the answer back, as the faults allow. */
async function carry(
  site: VendorSite,
  sent: SentRequest,
  isPaid: boolean,
  arrived: () => void,
  settings: NetworkSettings,
): Promise<Response> {
  const { faults, weather, random } = settings;
  const place = `${site.name} ${isPaid ? 'submit' : 'read'}`;
  const pass = (ms: number): Promise<void> => sleep(ms, settings);
  await pass(30 + 300 * random());
  await pass(weather.slownessMs(site.name));
  if (weather.swallows(site.name) || faults.take('request-lost', place)) {
    arrived();
    return await breakOff(settings);
  }
  if (faults.take('request-late', place)) await pass((20 + 130 * random()) * secondMs);
  weather.spoil(site, isPaid);
  const isDoubled = (!isPaid || site.recognizesRepeats) && faults.take('request-doubled', place);
  const answers = [deliver(site, sent), ...(isDoubled ? [deliver(site, sent)] : [])];
  arrived();
  const response = await (answers.at(-1) ?? breakOff(settings));
  if (faults.take('answer-lost', place)) return await breakOff(settings);
  if (faults.take('answer-late', place)) await pass((20 + 80 * random()) * secondMs);
  await pass(30 + 300 * random());
  return response;
}

/** The vendor gets a request of its own: it does not notice when its caller gives up. */
async function deliver({ simulator }: VendorSite, sent: SentRequest): Promise<Response> {
  const { method, url, headers, bytes } = sent;
  const body = bytes.length === 0 ? null : bytes;
  const response = await simulator.fetch(url, { method, headers, body, redirect: 'manual' });
  const answer = await response.arrayBuffer();
  const { status } = response;
  return new Response(answer.byteLength === 0 ? null : answer, {
    status,
    headers: response.headers,
  });
}

/** A connection that says nothing more, or ends. */
async function breakOff(settings: NetworkSettings): Promise<never> {
  if (settings.random() < 0.5) return await silence(new AbortController().signal);
  await sleep(5 * secondMs * settings.random(), settings);
  throw connectionReset();
}

async function sleep(ms: number, { clock, onUse }: NetworkSettings): Promise<void> {
  if (ms <= 0) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  clock.setTimer(resolve, ms);
  await promise;
  onUse();
}

function toPath({ method, url }: SentRequest): string {
  const { pathname, search } = new URL(url);
  return `${method} ${pathname}${search}`;
}
