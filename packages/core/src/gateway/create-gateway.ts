import { advance, lookAround } from '../engine/advance.ts';
import type { EngineContext, GatewayUpdate } from '../engine/engine-context.ts';
import { handleWebhook } from '../engine/handle-webhook.ts';
import { planJob } from '../engine/plan-job.ts';
import { loadJob } from '../engine/record.ts';
import { refreshAssets } from '../engine/refresh-assets.ts';
import { resolveJob } from '../engine/resolve.ts';
import type { JobsQuery } from '../ledger/ledger.ts';
import { findAssumptionProblems } from '../routing/assumption.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import { cancelJob } from './cancel-job.ts';
import { createContext } from './create-context.ts';
import type { Gateway } from './gateway.ts';
import type { GatewaySettings } from './gateway-settings.ts';
import { checkGatewaySettings } from './gateway-settings.ts';
import { createJobBus } from './job-bus.ts';
import type { LocalDriver } from './local-driver.ts';
import { createLocalDriver } from './local-driver.ts';
import { createOperations } from './operating.ts';
import { prepareJob, recordJob } from './submit-job.ts';
import type { VideoResult } from './video-result.ts';
import { createVideoResult, withoutVideo } from './video-result.ts';
import type { Waiting } from './wait-for-job.ts';
import { waitForJob } from './wait-for-job.ts';
import { watchJob } from './watch-job.ts';

/**
 * Creates a gateway. Asks nobody and reads no key until a request needs it.
 *
 * @throws {TypeError} for wrong settings
 */
export function createGateway(settings: GatewaySettings): Gateway {
  checkGatewaySettings(settings);
  const closing = new AbortController();
  const bus = createJobBus(settings.onEvent);
  const context = createContext(settings, notify, closing.signal);
  const { ledger, ports } = context;
  const driver = createLocalDriver(context, settings);
  function notify(update: GatewayUpdate): void {
    bus.emit(update);
    const { event } = update;
    // Nobody drives the job yet that keeps what turned up.
    if (event.type === 'attempt-recovered') void driver.take(event.recoveredAs);
  }
  const waiting: Waiting = {
    bus,
    load: (jobId) => loadJob(context, jobId),
    closing: closing.signal,
    shared: ledger.shared,
    events: (jobId) => ledger.find('events', { jobId }),
    clock: ports,
  };
  const submitting = createSubmitting(settings, context, driver, waiting);
  const byHand = new Set<Promise<unknown>>();
  /** Steps that others ask for may submit too, so closing waits for them as well. */
  const track = <T>(work: Promise<T>): Promise<T> => {
    const done = work.finally(() => byHand.delete(done));
    byHand.add(done);
    return done;
  };
  const end = async (): Promise<void> => {
    closing.abort();
    await Promise.allSettled([driver.close(), ...byHand, context.tending.settled()]);
    await context.health.records.settled();
    await ledger.close();
  };
  let ending: Promise<void> | undefined;
  const close = (): Promise<void> => {
    ending ??= end();
    return ending;
  };
  return {
    ...submitting,
    ...createOperations(context),
    video: (jobId) => readVideo(jobId, context),
    wait: (jobId, options = {}) => waitForJob(jobId, options, waiting),
    job: waiting.load,
    jobs: async (query = {}) => await ledger.find('jobs', checkJobsQuery(query)),
    watch: (jobId) => watchJob(jobId, waiting),
    async cancel(jobId) {
      const result = await cancelJob(jobId, context);
      driver.wake(result.job);
      return result;
    },
    async resolve(jobId, resolution) {
      const job = await resolveJob(jobId, resolution, context);
      await driver.take(jobId);
      return job;
    },
    handleWebhook: (request) =>
      track(
        handleWebhook(request, context, async (jobId) => {
          await advance(jobId, context);
          await driver.take(jobId);
        }),
      ),
    advance: (jobId) => track(advance(jobId, context)),
    resume: driver.resume,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The part of a gateway that requests come in by. */
function createSubmitting(
  settings: GatewaySettings,
  context: EngineContext,
  driver: LocalDriver,
  waiting: Waiting,
): Pick<Gateway, 'plan' | 'submit' | 'generate'> {
  const submit: Gateway['submit'] = async (input, options = {}) => {
    if (waiting.closing.aborted) throw aborted('The gateway is closed.');
    const { owner } = driver;
    const prepared = await prepareJob(input, { ...options, owner }, settings, context);
    const job = await recordJob(prepared, context, driver.begin).catch((error: unknown) => {
      // It may be stored although nobody could say so, and then nobody else would drive it.
      if (isOutOfReach(error)) driver.wake(prepared.job);
      throw error;
    });
    driver.wake(job);
    return job;
  };
  return {
    submit,
    async plan(input, options = {}) {
      const { assume = {} } = options;
      const [problem] = findAssumptionProblems(assume, [...context.providers.keys()]);
      if (problem !== undefined) {
        throw new VideoGatewayError({ code: 'invalid-request', message: problem });
      }
      const { job } = await prepareJob(input, options, settings, context);
      await lookAround(job, context);
      return planJob(job, context, assume);
    },
    async generate(input, { signal, onProgress, ...options } = {}) {
      if (signal?.aborted) {
        throw aborted('The signal was aborted before anything was recorded or sent.');
      }
      const { id } = await submit(input, options);
      const job = await waitForJob(id, { signal, onProgress }, waiting);
      if (job.state !== 'succeeded') throw withoutVideo(job);
      return await readVideo(id, context);
    },
  };
}

async function readVideo(jobId: string, context: EngineContext): Promise<VideoResult> {
  const job = await loadJob(context, jobId);
  return createVideoResult(job, {
    download: context.download,
    async refresh() {
      const attempt = job.attempts.findLast(({ state }) => state === 'succeeded');
      return attempt && (await refreshAssets(attempt, context))?.[0];
    },
  });
}

function checkJobsQuery(query: JobsQuery): JobsQuery {
  const { limit } = query;
  if (limit === undefined || (Number.isInteger(limit) && limit >= 1 && limit <= 1_000)) {
    return query;
  }
  const message = `limit: got ${limit}; allowed: a whole number from 1 to 1000`;
  throw new VideoGatewayError({ code: 'invalid-request', message });
}

function isOutOfReach(error: unknown): boolean {
  return VideoGatewayError.isInstance(error) && error.code === 'ledger-unavailable';
}

function aborted(message: string): VideoGatewayError {
  return new VideoGatewayError({ code: 'aborted', message });
}
