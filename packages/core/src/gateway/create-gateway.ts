import { createDriver } from '../driver/driver.ts';
import { advance } from '../engine/advance.ts';
import type { EngineContext, Staging } from '../engine/engine-context.ts';
import { createGate } from '../engine/gate.ts';
import { handleWebhook } from '../engine/handle-webhook.ts';
import { commitEvents, loadJob, record } from '../engine/record.ts';
import { refreshAssets } from '../engine/refresh-assets.ts';
import { resolveJob } from '../engine/resolve.ts';
import { planJob } from '../engine/to-facts.ts';
import type { Asset, Job } from '../job/job.ts';
import { findLiveAttempt, isFinal } from '../job/job.ts';
import { mayHaveCost } from '../job/to-job-cost.ts';
import { toErrorRecord } from '../job/to-submit-event.ts';
import type { Orphan } from '../ledger/ledger.ts';
import { systemPorts } from '../ports.ts';
import type { ProviderCallOptions, VideoProvider } from '../provider.ts';
import type { Media } from '../request/frame.ts';
import type { VideoRequestInput } from '../request/video-request.ts';
import { parseVideoRequest } from '../request/video-request.ts';
import { findRoutingProblems } from '../routing/routing-settings.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import { createJob, refuseHopeless } from './create-job.ts';
import type { CancelResult, Gateway } from './gateway.ts';
import type { GatewaySettings, SubmitOptions } from './gateway-settings.ts';
import { checkGatewaySettings } from './gateway-settings.ts';
import { createJobBus } from './job-bus.ts';
import { createOwnership } from './ownership.ts';
import { createVideoResult, withoutVideo } from './video-result.ts';
import { waitForJob } from './wait-for-job.ts';
import { watchJob } from './watch-job.ts';

const defaultReconcileForMs = 900_000;
const defaultHeartbeatMs = 5_000;

/**
 * Creates a gateway. Asks nobody and reads no key until a request needs it.
 *
 * @throws {TypeError} for wrong settings
 */
export function createGateway(settings: GatewaySettings): Gateway {
  checkGatewaySettings(settings);
  const closing = new AbortController();
  const bus = createJobBus(settings.onEvent);
  const context = createContext(settings, bus.emit, closing.signal);
  const { ledger, ports } = context;
  const load = (jobId: string): Promise<Job> => loadJob(context, jobId);
  const waiting = {
    bus,
    load,
    closing: closing.signal,
    shared: ledger.shared,
    events: (jobId: string) => ledger.find('events', { jobId }),
    clock: ports,
  };
  const owner = settings.drive === false ? undefined : ports.newId();
  const driver = createDriver({
    async advance(jobId) {
      const result = await advance(jobId, context);
      // Somebody else has taken it over: one of us is enough.
      return result.job.owner === owner ? result : { job: result.job };
    },
    clock: ports,
    onError: (jobId, error) => warn(`A step of job ${jobId} failed and is tried again`, error),
  });
  /** Drives a job from now on; `from` where only that process may lose it. */
  const takeOver = async (jobId: string, from?: Orphan): Promise<boolean> => {
    if (owner === undefined) return false;
    const job = await record(context, jobId, (present) => {
      const isFree = from === undefined || present.owner === from.owner;
      const wanted = isFree && present.owner !== owner && !isFinal(present);
      return wanted ? [{ type: 'job-taken', at: ports.now(), owner }] : [];
    });
    if (job.owner !== owner || isFinal(job)) return false;
    driver.wake(jobId);
    return true;
  };
  const ownership = createOwnership({
    owner: owner ?? '',
    ledger,
    clock: ports,
    heartbeatMs: settings.heartbeatMs ?? defaultHeartbeatMs,
    takeOver: (orphan) => takeOver(orphan.jobId, orphan),
    onError: (error) => warn('A heartbeat failed and is tried again', error),
  });

  const prepareJob = async (input: VideoRequestInput, options: SubmitOptions): Promise<NewJob> => {
    const [problem] = findRoutingProblems(options.routing ?? {}, [...context.providers.keys()]);
    if (problem !== undefined) {
      throw new VideoGatewayError({ code: 'invalid-request', message: problem });
    }
    const { request, media } = await parseVideoRequest(input);
    const job = await createJob({
      id: ports.newId(),
      request,
      routing: { ...settings.routing, ...options.routing },
      fit: options.fit ?? settings.fit ?? 'adapt',
      idempotencyKey: options.idempotencyKey,
      owner,
      now: ports.now(),
    });
    return { job, media };
  };

  const submit: Gateway['submit'] = async (input, options = {}) => {
    if (closing.signal.aborted) throw closed();
    const { job, media } = await prepareJob(input, options);
    const earlier = await findEarlier(job, context);
    if (earlier !== undefined) return earlier;
    refuseHopeless(planJob(job, context));
    if (owner !== undefined) await ownership.begin();
    const created = await createOrFind(job, media, context);
    if (created.owner === owner && owner !== undefined) driver.wake(created.id);
    return created;
  };

  const video: Gateway['video'] = async (jobId) => {
    const job = await load(jobId);
    const refresh = (): Promise<Asset | undefined> => refreshAsset(job, context);
    return createVideoResult(job, { download: settings.download ?? {}, refresh });
  };

  const close = async (): Promise<void> => {
    if (closing.signal.aborted) return;
    closing.abort();
    await driver.close();
    await ownership.end().catch((error: unknown) => warn('A last heartbeat failed', error));
    await ledger.close();
  };

  return {
    submit,
    video,
    close,
    [Symbol.asyncDispose]: close,
    async plan(input, options = {}) {
      const { job } = await prepareJob(input, options);
      return planJob(job, context);
    },
    wait: (jobId, options = {}) => waitForJob(jobId, options, waiting),
    async generate(input, { signal, onProgress, ...options } = {}) {
      if (signal?.aborted) throw abortedEarly();
      const { id } = await submit(input, options);
      const job = await waitForJob(id, { signal, onProgress }, waiting);
      if (job.state !== 'succeeded') throw withoutVideo(job);
      return await video(id);
    },
    job: load,
    jobs: (query = {}) => ledger.find('jobs', query),
    watch: (jobId) => watchJob(jobId, waiting),
    async cancel(jobId) {
      const before = await load(jobId);
      if (isFinal(before)) return { result: 'final', mayBill: isPaid(before), job: before };
      const job = await record(context, jobId, (present) =>
        isFinal(present) ? [] : [{ type: 'cancel-requested', at: ports.now() }],
      );
      if (job.owner === owner) driver.wake(jobId);
      return toCancelResult(job);
    },
    async resolve(jobId, resolution) {
      const job = await resolveJob(jobId, resolution, context);
      await takeOver(jobId);
      return job;
    },
    handleWebhook: (request) =>
      handleWebhook(request, context, async (jobId) => {
        await advance(jobId, context);
        await takeOver(jobId);
      }),
    advance: (jobId) => advance(jobId, context),
    async resume() {
      if (owner === undefined) return 0;
      await ownership.begin();
      return await ownership.takeOrphans();
    },
  };
}

interface NewJob {
  readonly job: Job;
  readonly media: readonly Media[];
}

function createContext(
  settings: GatewaySettings,
  notify: EngineContext['notify'],
  closing: AbortSignal,
): EngineContext {
  const { providers, ledger, ports = systemPorts } = settings;
  const options = { clock: ports, signal: closing };
  return {
    ledger,
    ports,
    notify,
    closing,
    providers: new Map(providers.map((provider) => [provider.id, provider])),
    policy: {
      onContentRejected: settings.onContentRejected ?? 'stop',
      polling: settings.polling ?? {},
      reconcileForMs: settings.reconcileForMs ?? defaultReconcileForMs,
    },
    archive: settings.archive,
    download: settings.download ?? {},
    webhooksBaseUrl: settings.webhooks?.baseUrl,
    staging: settings.staging ?? uploadThrough(providers, options),
    rests: new Map(),
    gates: new Map(providers.map(({ id, traits }) => [id, createGate(traits.limits, ports)])),
    memories: new Map(),
  };
}

/** Staging by the first provider that can upload; vendors read each other's addresses. */
function uploadThrough(
  providers: readonly VideoProvider[],
  options: ProviderCallOptions,
): Staging | undefined {
  for (const provider of providers) {
    const upload = provider.upload?.bind(provider);
    if (upload !== undefined) return (media) => upload(media, options);
  }
  return undefined;
}

/** The job of an earlier call with the same idempotency key. */
async function findEarlier(job: Job, { ledger }: EngineContext): Promise<Job | undefined> {
  const { idempotencyKey: key, fingerprint } = job;
  if (key === undefined) return undefined;
  const earlier = await ledger.find('job-by-idempotency-key', { key });
  if (earlier === undefined || earlier.fingerprint === fingerprint) return earlier;
  throw new VideoGatewayError({
    code: 'idempotency-conflict',
    jobId: earlier.id,
    message: `The idempotency key "${key}" belongs to job ${earlier.id}, which asks for another video.`,
  });
}

async function createOrFind(
  job: Job,
  media: readonly Media[],
  context: EngineContext,
): Promise<Job> {
  try {
    const event = { type: 'job-created', at: job.createdAt, job } as const;
    return await commitEvents(context, job, [event], media);
  } catch (error) {
    const lost = VideoGatewayError.isInstance(error) && error.code === 'idempotency-conflict';
    // Two calls with one key at once: the ledger let the other one win.
    const winner = lost ? await findEarlier(job, context) : undefined;
    if (winner === undefined) throw error;
    return winner;
  }
}

async function refreshAsset(job: Job, context: EngineContext): Promise<Asset | undefined> {
  const attempt = job.attempts.findLast(({ state }) => state === 'succeeded');
  const assets = attempt && (await refreshAssets(attempt, context));
  return assets?.[0];
}

function toCancelResult(job: Job): CancelResult {
  if (findLiveAttempt(job) !== undefined) return { result: 'following', mayBill: true, job };
  return { result: job.state === 'canceled' ? 'canceled' : 'final', mayBill: isPaid(job), job };
}

function isPaid(job: Job): boolean {
  return job.attempts.some(mayHaveCost);
}

function warn(what: string, error: unknown): void {
  const { code, message } = toErrorRecord(error, { outcome: 'unknown' });
  process.emitWarning(`${what} (${code}: ${message})`, { type: 'VidgateWarning' });
}

function closed(): VideoGatewayError {
  return new VideoGatewayError({ code: 'aborted', message: 'The gateway is closed.' });
}

function abortedEarly(): VideoGatewayError {
  const message = 'The signal was aborted before anything was recorded or sent.';
  return new VideoGatewayError({ code: 'aborted', message });
}
