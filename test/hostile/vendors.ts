import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { TaskStatus, VideoProvider } from '@vidgate/core';
import { createAimlapi } from '@vidgate/provider-aimlapi';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';
import { createFal } from '@vidgate/provider-fal';
import type { SimulatorSettings, VendorSimulator } from '@vidgate/simulator';
import {
  createAimlapiSimulator,
  createApiframeSimulator,
  createApixoSimulator,
  createFalSimulator,
} from '@vidgate/simulator';
import { apiKey } from './canaries.ts';
import { memberOf } from './hostile-answer.ts';

/** A vendor, and where its documents say that its answers name a task, its state and its failure. */
export interface Vendor {
  readonly createProvider: (settings: {
    readonly apiKey: string;
    readonly fetch?: typeof fetch;
    readonly baseUrl?: string;
    readonly timeoutMs?: number;
  }) => VideoProvider;
  readonly createSimulator: (settings: SimulatorSettings) => VendorSimulator;
  /** The headers of a webhook that this vendor sends. */
  readonly sign: (body: Uint8Array) => Readonly<Record<string, string>>;
  readonly taskOf: (body: unknown) => unknown;
  /** Its ids are UUIDs: a number is none. */
  readonly hasTextIds?: true;
  readonly deliveredTaskOf: (body: unknown) => unknown;
  readonly stateOf: (body: unknown) => unknown;
  /** Our word for each of the vendor's. */
  readonly states: Readonly<Record<string, TaskStatus['state']>>;
  /** How a word may be written otherwise. @default in no other way */
  readonly fold?: (word: string) => string;
  /** The status that an answer carries in itself, whatever HTTP says. */
  readonly ownStatusOf?: (body: unknown) => unknown;
}

const falKeys = generateKeyPairSync('ed25519');

export const vendors = {
  apixo: {
    createProvider: createApixo,
    createSimulator: createApixoSimulator,
    sign: () => ({}),
    taskOf: (body) => memberOf(body, 'data', 'taskId'),
    deliveredTaskOf: (body) => memberOf(body, 'data', 'taskId'),
    stateOf: (body) => memberOf(body, 'data', 'state'),
    states: { pending: 'queued', processing: 'running', success: 'succeeded', failed: 'failed' },
    ownStatusOf: (body) => memberOf(body, 'code'),
  },
  apiframe: {
    createProvider: createApiframe,
    createSimulator: createApiframeSimulator,
    sign(body) {
      const secret = createHash('sha256').update(apiKey).digest();
      const signature = createHmac('sha256', secret).update(body).digest('hex');
      return { 'x-webhook-signature': `sha256=${signature}` };
    },
    taskOf: (body) => memberOf(body, 'jobId'),
    hasTextIds: true,
    deliveredTaskOf: (body) => memberOf(body, 'jobId'),
    stateOf: (body) => memberOf(body, 'status'),
    states: {
      QUEUED: 'queued',
      PROCESSING: 'running',
      COMPLETED: 'succeeded',
      FAILED: 'failed',
      CANCELLED: 'canceled',
    },
  },
  aimlapi: {
    createProvider: createAimlapi,
    createSimulator: createAimlapiSimulator,
    sign: () => ({}),
    taskOf: (body) => memberOf(body, 'id') ?? memberOf(body, 'generation_id'),
    deliveredTaskOf: () => undefined,
    stateOf: (body) => memberOf(body, 'status'),
    states: {
      queued: 'queued',
      waiting: 'queued',
      generating: 'running',
      active: 'running',
      processing: 'running',
      completed: 'succeeded',
      succeeded: 'succeeded',
      success: 'succeeded',
      done: 'succeeded',
      ready: 'succeeded',
      finished: 'succeeded',
      error: 'failed',
      failed: 'failed',
      timeout: 'failed',
      timed_out: 'failed',
      expired: 'failed',
      canceled: 'canceled',
      cancelled: 'canceled',
    },
    // This vendor's upstreams write the same words in several ways.
    fold: (word) => word.toLowerCase(),
  },
  fal: {
    createProvider: (settings) =>
      createFal({
        ...settings,
        webhooks: { publicKeys: [falKeys.publicKey.export({ format: 'jwk' }).x ?? ''] },
      }),
    createSimulator: createFalSimulator,
    sign(body) {
      const digest = createHash('sha256').update(body).digest('hex');
      const message = Buffer.from(['r-1', 'user-1', '1790000000', digest].join('\n'));
      return {
        'x-fal-webhook-request-id': 'r-1',
        'x-fal-webhook-user-id': 'user-1',
        'x-fal-webhook-timestamp': '1790000000',
        'x-fal-webhook-signature': sign(null, message, falKeys.privateKey).toString('hex'),
      };
    },
    taskOf: (body) => memberOf(body, 'request_id'),
    deliveredTaskOf: (body) => memberOf(body, 'request_id'),
    stateOf: (body) => memberOf(body, 'status'),
    // What COMPLETED means is said by the next answer.
    states: { IN_QUEUE: 'queued', IN_PROGRESS: 'running', COMPLETED: 'succeeded' },
  },
} as const satisfies Readonly<Record<string, Vendor>>;

export type VendorName = keyof typeof vendors;
