import type { VendorApi } from '../kernel/call.ts';
import { bearerKey } from '../kernel/call.ts';
import { createVendorSimulator } from '../kernel/create-vendor-simulator.ts';
import type { FrameProblem } from '../kernel/frame-reader.ts';
import { createFrameReader } from '../kernel/frame-reader.ts';
import { createMinuteLimit } from '../kernel/minute-limit.ts';
import type { TaskFailure } from '../kernel/simulated-task.ts';
import type { SimulatorSettings } from '../kernel/simulator-settings.ts';
import type { TaskRunner } from '../kernel/task-runner.ts';
import { createTaskRunner } from '../kernel/task-runner.ts';
import type { VendorSimulator } from '../kernel/vendor-simulator.ts';
import type { VendorDefaults, Workbench } from '../kernel/workbench.ts';
import { createWorkbench } from '../kernel/workbench.ts';
import { clientRequestIdOf } from './generations.ts';
import { refusal, refuse } from './refusals.ts';
import { aimlapiRoutes } from './routes.ts';
import { createSubmitParser } from './submit-schema.ts';
import type { AimlapiDetails } from './task-answer.ts';
import { creditsPerUsd } from './task-answer.ts';

/** Settings of {@link createAimlapiSimulator}: mostly what the documents leave open. */
export interface AimlapiSimulatorSettings extends SimulatorSettings {
  /** The HTTP status of an accepted submit: the newest pages' or the older ones'. @default 200 */
  readonly submitStatus?: 200 | 201;
  /** Fields that a model does not have, such as an end frame. @default 'rejected' */
  readonly unknownFields?: 'rejected' | 'ignored';
  /** A failed generation's `error`: the vendor's own form or that of its mirror. @default 'name-message' */
  readonly errorShape?: 'name-message' | 'detail';
  /** How long after its end a generation appears in the log, in milliseconds. @default 30_000 */
  readonly logLagMs?: number;
  /** Log requests per minute. @default 200 */
  readonly logRequestsPerMinute?: number;
}

const defaults: VendorDefaults = {
  vendor: 'aimlapi',
  baseUrl: 'https://api.aimlapi.com',
  fileOrigin: 'https://cdn.aimlapi.com',
  apiKey: 'aimlapi-simulated-key-5b90ae',
  balance: 100,
  toBalance: (usd) => ({
    usdMicros: Math.round(usd * 1_000_000),
    credits: Math.round(usd * creditsPerUsd),
  }),
  runMs: (durationSeconds) => (durationSeconds === 5 ? 80_000 : 140_000),
  maxConcurrentTasks: Number.POSITIVE_INFINITY,
  resultLifetimeMs: Number.POSITIVE_INFINITY,
  impossibleFaults: ['envelope-error', 'missing-cost-time'],
};

/**
 * Creates a simulated AI/ML API with the two model ids of Kling 2.5 Turbo Pro.
 *
 * @throws {TypeError} when `apiKeys` is empty
 * @see https://docs.aimlapi.com (checked 2026-11-21)
 */
export function createAimlapiSimulator(settings: AimlapiSimulatorSettings = {}): VendorSimulator {
  const workbench = createWorkbench(settings, defaults);
  const tasks = createTasks(workbench);
  const routes = aimlapiRoutes({
    workbench,
    tasks,
    parseSubmit: createSubmitParser({ unknownFields: settings.unknownFields ?? 'rejected' }),
    submitStatus: settings.submitStatus ?? 200,
    errorShape: settings.errorShape ?? 'name-message',
    logLagMs: settings.logLagMs ?? 30_000,
    allowsLogRequest: createMinuteLimit(workbench.clock, settings.logRequestsPerMinute ?? 200),
  });
  const api: VendorApi = {
    routes,
    authenticate: (headers) => bearerKey(headers, workbench.apiKeys),
    unauthorized: (call) => refusal(call, 401, 'Unauthorized'),
    refuse,
    notFound: (call) => refusal(call, 404, `Cannot ${call.method} ${call.url.pathname}`),
    finish(call, response) {
      const clientRequestId = clientRequestIdOf(call);
      if (clientRequestId !== null) response.headers.set('x-client-request-id', clientRequestId);
      return response;
    },
  };
  return createVendorSimulator(workbench, { tasks, api, deliveries: [] });
}

function createTasks(workbench: Workbench): TaskRunner<AimlapiDetails> {
  return createTaskRunner<AimlapiDetails>({
    ...workbench,
    clock: workbench.backgroundClock,
    readFrame: createFrameReader({
      fetch: workbench.fetch,
      readOwn: () => undefined,
      // No limit is published; this is the native model's.
      maxBytes: 10 * 1024 * 1024,
      mediaTypes: ['image/png', 'image/jpeg', 'image/webp'],
    }),
    chargesFailedTasks: false,
    toFrameFailure,
    defaultFailure: { code: 'GenerationError', message: 'The generation failed' },
  });
}

function toFrameFailure(problem: FrameProblem): TaskFailure {
  switch (problem) {
    case 'unreadable':
      return { code: 'BadRequestError', message: 'Failed to download the image' };
    case 'not-an-image':
      return { code: 'BadRequestError', message: 'The image could not be decoded' };
    case 'too-large':
      return { code: 'BadRequestError', message: 'The image is too large' };
  }
}
