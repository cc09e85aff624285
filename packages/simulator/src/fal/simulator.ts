import type { Entry, VendorApi } from '../kernel/call.ts';
import { createVendorSimulator } from '../kernel/create-vendor-simulator.ts';
import { createWebhookCourier } from '../kernel/deliver-webhook.ts';
import type { FrameProblem } from '../kernel/frame-reader.ts';
import { createFrameReader } from '../kernel/frame-reader.ts';
import type { TaskFailure } from '../kernel/simulated-task.ts';
import type { SimulatorSettings } from '../kernel/simulator-settings.ts';
import type { TaskRunner, TaskRunnerSettings } from '../kernel/task-runner.ts';
import { createTaskRunner } from '../kernel/task-runner.ts';
import type { VendorSimulator } from '../kernel/vendor-simulator.ts';
import type { VendorDefaults, Workbench } from '../kernel/workbench.ts';
import { createWorkbench } from '../kernel/workbench.ts';
import { createNotifier } from './notify.ts';
import { refusal, refuse, unauthorized } from './refusals.ts';
import { falRoutes, keysOrigin } from './routes.ts';
import { createSubmitParser } from './submit-schema.ts';
import type { FalDetails } from './task-answer.ts';
import { failureStatusOf } from './task-answer.ts';
import { createWebhookKeys } from './webhook-keys.ts';

/** Settings of {@link createFalSimulator}: mostly what the documents leave open. */
export interface FalSimulatorSettings extends SimulatorSettings {
  /** Whether a request that ends with a 4xx is paid for: "may be"; a 5xx never is. @default true */
  readonly chargesRefusedInput?: boolean;
  /** Fields that an endpoint does not have. @default 'rejected' */
  readonly unknownFields?: 'rejected' | 'ignored';
  /**
   * When a body that breaks the rules is refused: by the submit, or accepted and failed at once with
   * the same 422 as its result.
   * @default 'submit'
   */
  readonly validatesAt?: 'submit' | 'run';
  /** The `detail` of a failure. @default a list for a 4xx, a text for a 5xx */
  readonly detailShape?: 'list' | 'text';
  /** Which webhook URLs are taken. @default 'https' */
  readonly webhookUrls?: 'https' | 'any';
}

const hourMs = 3_600_000;

/** About ten tries more in two hours; how they are spread is not documented. */
const retryDelaysMs = Array.from({ length: 10 }, () => (2 * hourMs) / 10);

const defaults: VendorDefaults = {
  vendor: 'fal',
  baseUrl: 'https://queue.fal.run',
  // The host of results is not documented.
  fileOrigin: 'https://fal.media',
  otherOrigins: [keysOrigin],
  apiKey: 'fal-simulated-id:fal-simulated-secret-9c41e7',
  balance: 100,
  toBalance: (usd) => ({ usdMicros: Math.round(usd * 1_000_000) }),
  // No times are published; these lie in what is seen where the clips come through this vendor.
  runMs: (durationSeconds) => (durationSeconds === 5 ? 80_000 : 140_000),
  // What a new account has.
  maxConcurrentTasks: 2,
  // Configurable at the vendor; the shortest that a client plans for.
  resultLifetimeMs: 24 * hourMs,
  impossibleFaults: ['envelope-error', 'missing-cost-time', 'task-canceled'],
};

/**
 * Creates a simulated fal.ai queue with the two endpoints of Kling 2.5 Turbo Pro.
 *
 * A failed request is COMPLETED, and its result answers 4xx or 5xx. What is too much waits its turn.
 * The vendor's own retries of queued work are inside a run and do not show.
 *
 * @throws {TypeError} when `apiKeys` is empty
 * @see https://github.com/fal-ai/fal-js (at 381105e, as known in October 2026)
 */
export function createFalSimulator(settings: FalSimulatorSettings = {}): VendorSimulator {
  const { detailShape, chargesRefusedInput = true } = settings;
  const workbench = createWorkbench(settings, defaults);
  const courier = createWebhookCourier({
    fetch: workbench.fetch,
    clock: workbench.backgroundClock,
    timeoutMs: 30_000,
    retryDelaysMs,
    isTaken: (status) => status >= 200 && status <= 299,
  });
  const webhookKeys = createWebhookKeys();
  const tasks = createTasks(workbench, {
    onChange: createNotifier({ workbench, courier, keys: webhookKeys, detailShape }),
    chargesFailedTasks: (failure) => chargesRefusedInput && failureStatusOf(failure) < 500,
  });
  const routes = falRoutes({
    workbench,
    tasks,
    webhookKeys,
    detailShape,
    parseSubmit: createSubmitParser({ unknownFields: settings.unknownFields ?? 'rejected' }),
    validatesAt: settings.validatesAt ?? 'submit',
    webhookUrls: settings.webhookUrls ?? 'https',
  });
  const api: VendorApi = {
    routes,
    authenticate: (headers) => keyOf(headers, workbench.apiKeys),
    unauthorized: (_call, reason) => unauthorized(reason),
    refuse,
    notFound: () => refusal(404, 'Not found'),
  };
  return createVendorSimulator(workbench, { tasks, api, deliveries: courier.deliveries });
}

function keyOf(headers: Headers, apiKeys: readonly string[]): Entry {
  const apiKey = /^Key (.+)$/.exec(headers.get('authorization') ?? '')?.[1];
  if (apiKey === undefined) return 'missing';
  return apiKeys.includes(apiKey) ? { apiKey } : 'invalid';
}

function createTasks(
  workbench: Workbench,
  rest: Required<Pick<TaskRunnerSettings<FalDetails>, 'onChange' | 'chargesFailedTasks'>>,
): TaskRunner<FalDetails> {
  return createTaskRunner<FalDetails>({
    ...workbench,
    ...rest,
    clock: workbench.backgroundClock,
    maxRunning: workbench.maxConcurrentTasks,
    readFrame: createFrameReader({
      fetch: workbench.fetch,
      readOwn: () => undefined,
      // No limits are published; these are the native model's.
      maxBytes: 10 * 1024 * 1024,
      mediaTypes: ['image/png', 'image/jpeg'],
    }),
    toFrameFailure,
    defaultFailure: { message: 'The generation failed' },
  });
}

function toFrameFailure(problem: FrameProblem): TaskFailure {
  switch (problem) {
    case 'unreadable':
      return { code: 'file_download_error', message: 'Failed to download the image' };
    case 'not-an-image':
      return { code: 'image_load_error', message: 'The image could not be decoded' };
    case 'too-large':
      return { code: 'file_too_large', message: 'The image is too large' };
  }
}
