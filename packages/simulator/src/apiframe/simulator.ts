import type { Route, VendorApi } from '../kernel/call.ts';
import { createVendorSimulator } from '../kernel/create-vendor-simulator.ts';
import { createWebhookCourier } from '../kernel/deliver-webhook.ts';
import type { FrameProblem } from '../kernel/frame-reader.ts';
import { createFrameReader } from '../kernel/frame-reader.ts';
import type { TaskFailure, TaskRecord } from '../kernel/simulated-task.ts';
import type { SimulatorSettings } from '../kernel/simulator-settings.ts';
import type { TaskRunner } from '../kernel/task-runner.ts';
import { createTaskRunner } from '../kernel/task-runner.ts';
import type { VendorSimulator } from '../kernel/vendor-simulator.ts';
import type { VendorDefaults, Workbench } from '../kernel/workbench.ts';
import { createWorkbench } from '../kernel/workbench.ts';
import { createIdempotencyMemory } from './idempotency.ts';
import { createNotifier } from './notify.ts';
import { refusal, refuse, unauthorized } from './refusals.ts';
import { apiframeRoutes } from './routes.ts';
import { createSubmitParser } from './submit-schema.ts';
import type { AnswerContext, ApiframeDetails } from './task-answer.ts';

/** Settings of {@link createApiframeSimulator}: mostly what the documents leave open. */
export interface ApiframeSimulatorSettings extends SimulatorSettings {
  /** The one name under which guidance is taken; the other is unknown. @default 'cfg_scale' */
  readonly cfgField?: 'cfg_scale' | 'guidance_scale';
  /**
   * The HMAC key of webhooks: the bytes of SHA-256(API key), or their hex text.
   * @default 'raw'
   */
  readonly webhookKeyForm?: 'raw' | 'hex';
  /** How `result` holds the URL. @default 'videoUrl' */
  readonly resultShape?: 'videoUrl' | 'videos' | 'string';
  /** Sends every webhook twice at once. @default false */
  readonly duplicateWebhooks?: boolean;
  /** Sends progress after the end. @default false */
  readonly shuffleWebhooks?: boolean;
  /** Dollars that a credit counts in the bill; the vendor's price is not published. @default 0.039 */
  readonly usdPerCredit?: number;
  /** How long an upload can be read, in milliseconds. @default 3_600_000 */
  readonly uploadLifetimeMs?: number;
}

const hourMs = 3_600_000;

function defaultsFor(usdPerCredit: number): VendorDefaults {
  return {
    vendor: 'apiframe',
    baseUrl: 'https://api.apiframe.ai',
    fileOrigin: 'https://cdn2.apiframe.ai',
    apiKey: 'afk_simulated_7d21c9e4b05f',
    balance: 1_000,
    toBalance: (credits) => ({
      credits,
      usdMicros: Math.round(credits * usdPerCredit * 1_000_000),
    }),
    runMs: (durationSeconds) => (durationSeconds === 5 ? 90_000 : 150_000),
    maxConcurrentTasks: Number.POSITIVE_INFINITY,
    resultLifetimeMs: 24 * hourMs,
    impossibleFaults: ['envelope-error', 'missing-cost-time', 'odd-task-id'],
  };
}

/**
 * Creates a simulated Apiframe (API version 2) with one model, `kling-2.5-turbo-pro`.
 *
 * @throws {TypeError} when `apiKeys` is empty
 * @see https://docs-v2.apiframe.ai (checked 2026-11-21)
 */
export function createApiframeSimulator(settings: ApiframeSimulatorSettings = {}): VendorSimulator {
  const { usdPerCredit = 0.039 } = settings;
  const workbench = createWorkbench(settings, defaultsFor(usdPerCredit));
  const answerContext = (): AnswerContext => ({
    now: workbench.clock.now(),
    resultLifetimeMs: workbench.resultLifetimeMs,
    resultShape: settings.resultShape ?? 'videoUrl',
    fileUrl: workbench.origins.fileUrl,
  });
  const courier = createWebhookCourier({
    fetch: workbench.fetch,
    clock: workbench.backgroundClock,
    timeoutMs: 30_000,
    // No retry policy is published, so none may be relied on.
    retryDelaysMs: [],
    isTaken: (status) => status >= 200 && status <= 299,
  });
  const notify = createNotifier({
    courier,
    keyForm: settings.webhookKeyForm ?? 'raw',
    duplicates: settings.duplicateWebhooks ?? false,
    shuffles: settings.shuffleWebhooks ?? false,
    answerContext,
  });
  const tasks = createTasks(workbench, notify);
  const routes = apiframeRoutes({
    workbench,
    tasks,
    usdPerCredit,
    answerContext,
    memory: createIdempotencyMemory(workbench.clock),
    parseSubmit: createSubmitParser({ cfgField: settings.cfgField ?? 'cfg_scale' }),
    uploadLifetimeMs: settings.uploadLifetimeMs ?? hourMs,
  });
  const api = createApi(routes, workbench.apiKeys);
  return createVendorSimulator(workbench, { tasks, api, deliveries: courier.deliveries });
}

function createApi(routes: readonly Route[], apiKeys: readonly string[]): VendorApi {
  return {
    routes,
    authenticate(headers) {
      const apiKey = headers.get('x-api-key');
      if (apiKey === null || apiKey === '') return 'missing';
      return apiKeys.includes(apiKey) ? { apiKey } : 'invalid';
    },
    unauthorized: (_call, reason) => unauthorized(reason),
    refuse,
    notFound: () => refusal(404, 'Not found'),
    finish(call, response) {
      response.headers.set('x-request-id', call.requestId);
      return response;
    },
  };
}

function createTasks(
  workbench: Workbench,
  onChange: (task: TaskRecord<ApiframeDetails>) => void,
): TaskRunner<ApiframeDetails> {
  return createTaskRunner<ApiframeDetails>({
    ...workbench,
    clock: workbench.backgroundClock,
    readFrame: createFrameReader({
      fetch: workbench.fetch,
      readOwn: (url) => readUpload(url, workbench),
      maxBytes: 25 * 1024 * 1024,
      mediaTypes: ['image/png', 'image/jpeg', 'image/webp'],
    }),
    chargesFailedTasks: false,
    toFrameFailure,
    defaultFailure: { message: 'No available capacity' },
    onChange,
  });
}

function readUpload(url: URL, workbench: Workbench): Uint8Array | 'missing' | undefined {
  if (!workbench.origins.servesFiles(url.origin)) return undefined;
  return workbench.files.get(url.pathname, workbench.clock.now())?.bytes ?? 'missing';
}

function toFrameFailure(problem: FrameProblem, source: string): TaskFailure {
  switch (problem) {
    case 'unreadable':
      return { message: `Failed to download image: ${source}` };
    case 'not-an-image':
      return { message: `Invalid image format: ${source}` };
    case 'too-large':
      return { message: `Image is too large: ${source}` };
  }
}
