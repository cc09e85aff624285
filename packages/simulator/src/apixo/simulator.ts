import type { VendorApi } from '../kernel/call.ts';
import { bearerKey } from '../kernel/call.ts';
import { createVendorSimulator } from '../kernel/create-vendor-simulator.ts';
import type { WebhookCourier } from '../kernel/deliver-webhook.ts';
import { createWebhookCourier } from '../kernel/deliver-webhook.ts';
import type { FrameProblem } from '../kernel/frame-reader.ts';
import { createFrameReader } from '../kernel/frame-reader.ts';
import { createMinuteLimit } from '../kernel/minute-limit.ts';
import type { TaskFailure } from '../kernel/simulated-task.ts';
import { isOver } from '../kernel/simulated-task.ts';
import type { SimulatorSettings } from '../kernel/simulator-settings.ts';
import type { TaskRunner } from '../kernel/task-runner.ts';
import { createTaskRunner } from '../kernel/task-runner.ts';
import type { VendorSimulator } from '../kernel/vendor-simulator.ts';
import type { VendorDefaults, Workbench } from '../kernel/workbench.ts';
import { createWorkbench } from '../kernel/workbench.ts';
import { createEnvelopes, messageFor, refuse } from './refusals.ts';
import { apixoRoutes } from './routes.ts';
import { createSubmitParser } from './submit-schema.ts';
import type { ApixoDetails } from './task-answer.ts';
import { toTaskData } from './task-answer.ts';

/** Settings of {@link createApixoSimulator}: mostly what the documents leave open. */
export interface ApixoSimulatorSettings extends SimulatorSettings {
  /** Whether a failed task is paid for; the documents are silent. @default false */
  readonly chargesFailedTasks?: boolean;
  /** Whether a refusal's HTTP status is its body's `code`; if not, it is HTTP 200. @default true */
  readonly httpMirrorsCode?: boolean;
  /**
   * The `provider` field of the older documents: checked and ignored, or an unknown field.
   * @default 'ignored'
   */
  readonly providerField?: 'ignored' | 'rejected';
  /** What an empty account is told: 402, or the older 400 "Insufficient credits". @default '402' */
  readonly insufficientBalanceForm?: '402' | '400';
  /** Which callback URLs are taken; `any` allows http and local hosts. @default 'public-https' */
  readonly callbackUrls?: 'public-https' | 'any';
  /** @default 10_000 */
  readonly requestsPerMinute?: number;
}

/** 30 s is documented for the first retry; that the delays grow is, how they grow is not. */
const retryDelaysMs = [30_000, 60_000, 120_000];
const fifteenDaysMs = 15 * 24 * 3_600_000;

const defaults: VendorDefaults = {
  vendor: 'apixo',
  baseUrl: 'https://api.apixo.ai/api/v1',
  fileOrigin: 'https://file.apixo.ai',
  apiKey: 'apixo-simulated-key-3f6c1d',
  balance: 100,
  toBalance: (usd) => ({ usdMicros: Math.round(usd * 1_000_000) }),
  runMs: (durationSeconds) => (durationSeconds === 5 ? 38_000 : 52_000),
  maxConcurrentTasks: 1_000,
  resultLifetimeMs: fifteenDaysMs,
  impossibleFaults: ['task-canceled'],
};

/**
 * Creates a simulated APIXO with one model, `kling-2-5-turbo-pro`.
 *
 * @throws {TypeError} when `apiKeys` is empty
 * @see https://apixo.ai/docs/models/video/kling-2-5-turbo-pro (checked 2026-11-21)
 */
export function createApixoSimulator(settings: ApixoSimulatorSettings = {}): VendorSimulator {
  const workbench = createWorkbench(settings, defaults);
  const courier = createWebhookCourier({
    fetch: workbench.fetch,
    clock: workbench.backgroundClock,
    timeoutMs: 30_000,
    retryDelaysMs,
    isTaken: (status) => status === 200,
  });
  const tasks = createTasks(workbench, courier, settings.chargesFailedTasks ?? false);
  const envelopes = createEnvelopes({
    httpMirrorsCode: settings.httpMirrorsCode ?? true,
    insufficientBalanceForm: settings.insufficientBalanceForm ?? '402',
  });
  const routes = apixoRoutes({
    workbench,
    tasks,
    envelopes,
    parseSubmit: createSubmitParser({
      providerField: settings.providerField ?? 'ignored',
      callbackUrls: settings.callbackUrls ?? 'public-https',
    }),
    allowsRequest: createMinuteLimit(workbench.clock, settings.requestsPerMinute ?? 10_000),
  });
  const api: VendorApi = {
    routes,
    authenticate: (headers) => bearerKey(headers, workbench.apiKeys),
    unauthorized: () => envelopes.refusal(401, messageFor(401)),
    refuse: (call, fault) => refuse(call, fault, envelopes),
    notFound: () => envelopes.refusal(404, messageFor(404)),
  };
  return createVendorSimulator(workbench, { tasks, api, deliveries: courier.deliveries });
}

function createTasks(
  workbench: Workbench,
  courier: WebhookCourier,
  chargesFailedTasks: boolean,
): TaskRunner<ApixoDetails> {
  return createTaskRunner<ApixoDetails>({
    ...workbench,
    clock: workbench.backgroundClock,
    readFrame: createFrameReader({
      fetch: workbench.fetch,
      readOwn: () => undefined,
      maxBytes: 10 * 1024 * 1024,
      mediaTypes: ['image/png', 'image/jpeg', 'image/webp'],
    }),
    chargesFailedTasks,
    toFrameFailure,
    defaultFailure: {
      code: 'Unknown error',
      message: 'The upstream route returned an unmapped failure',
    },
    onChange(task) {
      const { callbackUrl } = task.details;
      if (callbackUrl === undefined || !isOver(task)) return;
      const data = toTaskData(task, workbench.origins.fileUrl);
      const body = JSON.stringify({ code: 200, message: 'success', data });
      void courier.deliver(callbackUrl, body, {});
    },
  });
}

function toFrameFailure(problem: FrameProblem, source: string): TaskFailure {
  switch (problem) {
    case 'not-an-image':
      return {
        code: 'ImageFormatIncorrect',
        message: 'Input image format could not be processed',
      };
    case 'too-large':
      return { code: 'Upload error', message: `Image exceeds the size limit: ${source}` };
    case 'unreadable':
      return { code: 'Upload error', message: `Image upload failed: ${source}` };
  }
}
