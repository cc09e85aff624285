import type { FalSimulatorSettings } from '../src/index.ts';
import { createFalSimulator } from '../src/index.ts';
import { png } from './pictures.ts';
import { textAt } from './value-at.ts';
import { get, keyHeaders, postJson, testSettings } from './vendors.ts';

/** How one submit differs from the plain one. */
export interface SubmitVariation {
  /** The endpoint. @default the one that fits the body */
  readonly mode?: 'text' | 'image';
  readonly webhook?: string;
  readonly init?: RequestInit;
  /** Another host. */
  readonly base?: string;
}

/** A fal.ai whose time, frames and receivers are the test's, and what a client does with it. */
export function setupFal(settings: FalSimulatorSettings = {}, webhookStatus = 200) {
  const world = testSettings(webhookStatus);
  const simulator = createFalSimulator({ ...world.settings, ...settings });
  const submit = (body: object, variation: SubmitVariation = {}) => {
    const { mode = 'image_url' in body ? 'image' : 'text', webhook, init } = variation;
    const query = webhook === undefined ? '' : `?fal_webhook=${encodeURIComponent(webhook)}`;
    const path = `/fal-ai/kling-video/v2.5-turbo/pro/${mode}-to-video${query}`;
    const baseUrl = variation.base ?? simulator.baseUrl;
    return postJson({ ...simulator, baseUrl }, path, body, init);
  };
  const path = (id: string): string => `/fal-ai/kling-video/requests/${id}`;
  return {
    ...world,
    simulator,
    submit,
    dataUri: `data:image/png;base64,${Buffer.from(png(8, 8)).toString('base64')}`,
    accept: async (body: object, variation?: SubmitVariation): Promise<string> =>
      textAt(await (await submit(body, variation)).json(), 'request_id'),
    status: async (id: string): Promise<unknown> =>
      (await get(simulator, `${path(id)}/status`)).json(),
    result: (id: string) => get(simulator, path(id)),
    cancel: (id: string) =>
      simulator.fetch(`${simulator.baseUrl}${path(id)}/cancel`, {
        method: 'PUT',
        headers: keyHeaders(simulator),
      }),
  };
}
