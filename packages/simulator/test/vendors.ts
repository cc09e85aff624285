import { createTestClock } from '@vidgate/testkit';
import type { SimulatorSettings, VendorSimulator } from '../src/index.ts';
import {
  createAimlapiSimulator,
  createApiframeSimulator,
  createApixoSimulator,
} from '../src/index.ts';
import { fakeWeb } from './pictures.ts';
import { textAt } from './value-at.ts';

/** The least that a client of each vendor does. */
export interface Vendor {
  readonly name: VendorSimulator['vendor'];
  create(settings?: SimulatorSettings): VendorSimulator;
  submit(simulator: VendorSimulator, init?: RequestInit): Promise<Response>;
  poll(simulator: VendorSimulator, id: string): Promise<Response>;
  account(simulator: VendorSimulator): Promise<Response>;
  idOf(body: unknown): string;
  stateOf(body: unknown): string;
  urlOf(body: unknown): string;
}

const apixo: Vendor = {
  name: 'apixo',
  create: createApixoSimulator,
  submit: (simulator, init) =>
    postJson(
      simulator,
      '/generateTask/kling-2-5-turbo-pro',
      {
        request_type: 'async',
        input: { mode: 'text-to-video', prompt: 'a ridge', duration: 5, aspect_ratio: '16:9' },
      },
      init,
    ),
  poll: (simulator, id) =>
    get(simulator, `/statusTask/kling-2-5-turbo-pro?taskId=${encodeURIComponent(id)}`),
  account: (simulator) => get(simulator, '/apikeys/current-balance'),
  idOf: (body) => textAt(body, 'data.taskId'),
  stateOf: (body) => textAt(body, 'data.state'),
  urlOf: (body) => textAt(JSON.parse(textAt(body, 'data.resultJson')), 'resultUrls.0'),
};

const apiframe: Vendor = {
  name: 'apiframe',
  create: createApiframeSimulator,
  submit: (simulator, init) =>
    postJson(
      simulator,
      '/v2/videos/generate',
      { model: 'kling-2.5-turbo-pro', prompt: 'a ridge', klingParams: { duration: 5 } },
      init,
    ),
  poll: (simulator, id) => get(simulator, `/v2/jobs/${id}`),
  account: (simulator) => get(simulator, '/v2/me'),
  idOf: (body) => textAt(body, 'jobId'),
  stateOf: (body) => textAt(body, 'status'),
  urlOf: (body) => textAt(body, 'result.videoUrl'),
};

const aimlapi: Vendor = {
  name: 'aimlapi',
  create: createAimlapiSimulator,
  submit: (simulator, init) =>
    postJson(
      simulator,
      '/v2/video/generations',
      { model: 'klingai/v2.5-turbo/pro/text-to-video', prompt: 'a ridge', duration: 5 },
      init,
    ),
  poll: (simulator, id) =>
    get(simulator, `/v2/video/generations?generation_id=${encodeURIComponent(id)}`),
  account: (simulator) => get(simulator, '/v2/billing'),
  idOf: (body) => textAt(body, 'id'),
  stateOf: (body) => textAt(body, 'status'),
  urlOf: (body) => textAt(body, 'video.url'),
};

export const vendors: readonly Vendor[] = [apixo, apiframe, aimlapi];

/** The headers that show the key, per vendor. */
export function keyHeaders(simulator: VendorSimulator, key = simulator.apiKey) {
  return simulator.vendor === 'apiframe'
    ? { 'x-api-key': key }
    : { authorization: `Bearer ${key}` };
}

export function postJson(
  simulator: VendorSimulator,
  path: string,
  body: unknown,
  init: RequestInit = {},
): Promise<Response> {
  return simulator.fetch(simulator.baseUrl + path, {
    method: 'POST',
    body: JSON.stringify(body),
    ...init,
    headers: {
      'content-type': 'application/json',
      ...keyHeaders(simulator),
      ...Object.fromEntries(new Headers(init.headers)),
    },
  });
}

export function get(simulator: VendorSimulator, path: string): Promise<Response> {
  return simulator.fetch(simulator.baseUrl + path, { headers: keyHeaders(simulator) });
}

/** Settings for a simulator whose time, frames and receivers are the test's. */
export function testSettings(webhookStatus = 200) {
  const clock = createTestClock();
  const { web, received } = fakeWeb(webhookStatus);
  const renderClip = async () => new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
  return { clock, received, settings: { clock, fetch: web, renderClip } };
}
