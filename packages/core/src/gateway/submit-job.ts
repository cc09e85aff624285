import { lookAround } from '../engine/advance.ts';
import type { EngineContext } from '../engine/engine-context.ts';
import { planJob } from '../engine/plan-job.ts';
import { commitEvents } from '../engine/record.ts';
import { toDeadline } from '../engine/to-facts.ts';
import type { Job } from '../job/job.ts';
import type { Media } from '../request/frame.ts';
import type { VideoRequestInput } from '../request/video-request.ts';
import { parseVideoRequest } from '../request/video-request.ts';
import { findRoutingProblems } from '../routing/routing-settings.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import { createJob, refuseHopeless } from './create-job.ts';
import type { GatewaySettings, SubmitOptions } from './gateway-settings.ts';

/** A job that is not recorded yet, and the image bytes it refers to. */
export interface NewJob {
  readonly job: Job;
  readonly media: readonly Media[];
}

/** @throws {VideoGatewayError} `invalid-request` */
export async function prepareJob(
  input: VideoRequestInput,
  options: SubmitOptions & { readonly owner?: string | undefined },
  settings: Pick<GatewaySettings, 'routing' | 'fit'>,
  { providers, ports, budget }: EngineContext,
): Promise<NewJob> {
  const [problem] = findRoutingProblems(options.routing ?? {}, [...providers.keys()]);
  if (problem !== undefined) {
    throw new VideoGatewayError({ code: 'invalid-request', message: problem });
  }
  const { request, media } = await parseVideoRequest(input);
  const key = budget.perDayUsdBy?.key;
  if (key !== undefined && (request.metadata[key] ?? '') === '') {
    const message = `metadata.${key}: missing; allowed: a text, because budget.perDayUsdBy counts by it`;
    throw new VideoGatewayError({ code: 'invalid-request', message });
  }
  const job = await createJob({
    id: ports.newId(),
    request,
    routing: { ...settings.routing, ...options.routing },
    fit: options.fit ?? settings.fit ?? 'adapt',
    idempotencyKey: options.idempotencyKey,
    owner: options.owner,
    now: ports.now(),
  });
  return { job, media };
}

/**
 * Records a job, or finds the one that was recorded under the same idempotency key.
 *
 * @throws {VideoGatewayError} `no-provider` or `budget-exceeded` for what can never run,
 *   `idempotency-conflict`, `ledger-unavailable` (with `jobId` and outcome `unknown` where it may have
 *   been recorded)
 */
export async function recordJob(
  { job, media }: NewJob,
  context: EngineContext,
  begin: () => Promise<void>,
): Promise<Job> {
  // Also where the job is there already: the process that drove it may be gone.
  await begin();
  const earlier = await findEarlier(job, context);
  if (earlier !== undefined) return earlier;
  context.tending.tend();
  await lookAround(job, context);
  refuseHopeless(planJob(job, context), toDeadline(job));
  try {
    const event = { type: 'job-created', at: job.createdAt, job } as const;
    return await commitEvents(context, job, [event], { media });
  } catch (error) {
    const lost = VideoGatewayError.isInstance(error) && error.code === 'idempotency-conflict';
    // Two calls with one key at once: the ledger let the other one win. And a commit that failed may
    // have taken effect all the same.
    const winner = lost ? await findEarlier(job, context) : await findStored(job, error, context);
    if (winner === undefined) throw error;
    return winner;
  }
}

/** @throws {VideoGatewayError} that names the job, where nobody can say whether it is stored */
async function findStored(
  { id }: Job,
  error: unknown,
  { ledger }: EngineContext,
): Promise<Job | undefined> {
  try {
    return await ledger.load(id);
  } catch {
    if (!VideoGatewayError.isInstance(error)) throw error;
    const message = `${error.message} Nobody can say now whether job ${id} was stored; if it was, it runs. Look it up before you submit it again, or submit with an idempotencyKey: then nothing is made twice.`;
    const doubt = { outcome: 'unknown', charged: 'unknown', jobId: id, message } as const;
    throw new VideoGatewayError({ ...error.toJSON(), ...doubt });
  }
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
