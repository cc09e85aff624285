import { createTestClock } from '@vidgate/testkit';
import type { Operation, SimulatorSettings, VendorSimulator } from '../src/index.ts';
import {
  createAimlapiSimulator,
  createApiframeSimulator,
  createApixoSimulator,
  createFalSimulator,
} from '../src/index.ts';
import { fakeWeb } from './pictures.ts';
import { textAt, valueAt } from './value-at.ts';

/** The least that a client of each vendor does. */
export interface Vendor {
  readonly name: VendorSimulator['vendor'];
  create(settings?: SimulatorSettings): VendorSimulator;
  submit(simulator: VendorSimulator, init?: RequestInit): Promise<Response>;
  poll(simulator: VendorSimulator, id: string): Promise<Response>;
  /** A call that neither submits nor polls. */
  readonly other: { readonly on: Operation; ask(simulator: VendorSimulator): Promise<Response> };
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
  other: { on: 'account', ask: (simulator) => get(simulator, '/apikeys/current-balance') },
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
  other: { on: 'account', ask: (simulator) => get(simulator, '/v2/me') },
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
  other: { on: 'account', ask: (simulator) => get(simulator, '/v2/billing') },
  idOf: (body) => textAt(body, 'id'),
  stateOf: (body) => textAt(body, 'status'),
  urlOf: (body) => textAt(body, 'video.url'),
};

const fal: Vendor = {
  name: 'fal',
  create: createFalSimulator,
  submit: (simulator, init) =>
    postJson(
      simulator,
      '/fal-ai/kling-video/v2.5-turbo/pro/text-to-video',
      { prompt: 'a ridge', duration: '5' },
      init,
    ),
  // Two calls make one look here: the result says nothing before the status is COMPLETED.
  async poll(simulator, id) {
    const path = `/fal-ai/kling-video/requests/${encodeURIComponent(id)}`;
    const response = await get(simulator, `${path}/status`);
    const body: unknown = response.ok ? await response.clone().json() : undefined;
    if (valueAt(body, 'status') !== 'COMPLETED') return response;
    const result = await get(simulator, path);
    return Response.json(
      { status: 'COMPLETED', result: await result.json() },
      { status: result.status },
    );
  },
  other: {
    on: 'cancel',
    ask: (simulator) =>
      simulator.fetch(
        `${simulator.baseUrl}/fal-ai/kling-video/requests/${simulator.tasks[0]?.id}/cancel`,
        { method: 'PUT', headers: keyHeaders(simulator) },
      ),
  },
  idOf: (body) => textAt(body, 'request_id'),
  stateOf: (body) => textAt(body, 'status'),
  urlOf: (body) => textAt(body, 'result.video.url'),
};

export const vendors: readonly Vendor[] = [apixo, apiframe, aimlapi, fal];

/** The headers that show the key, per vendor. */
export function keyHeaders(
  simulator: VendorSimulator,
  key = simulator.apiKey,
): Record<string, string> {
  if (simulator.vendor === 'apiframe') return { 'x-api-key': key };
  return { authorization: `${simulator.vendor === 'fal' ? 'Key' : 'Bearer'} ${key}` };
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
