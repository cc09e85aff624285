import type { Attempt, Job } from '../job/job.ts';
import { preparedSubmitSchema } from '../job/job.ts';
import type { Evidence, JobEvent } from '../job/job-event.ts';
import type { NextAction } from '../job/next-action.ts';
import { toSoundTask } from '../job/sound-facts.ts';
import { toGivenUp } from '../job/to-resubmission.ts';
import type { SubmitResult } from '../job/to-submit-event.ts';
import { toErrorRecord, toSubmitEvent } from '../job/to-submit-event.ts';
import type { PrepareContext, PreparedSubmit, VideoProvider } from '../provider.ts';
import type { Frame } from '../request/frame.ts';
import type { StagedRequest } from '../request/video-request.ts';
import { takesBytes } from '../routing/find-exclusion.ts';
import type { ErrorRecord } from '../video-gateway-error.ts';
import type { EngineContext } from './engine-context.ts';
import { recall, remember } from './engine-context.ts';
import { noteFailure } from './note-failure.ts';
import { commitEvents, loadJob } from './record.ts';
import { recordSurely } from './record-surely.ts';
import { recoverTask } from './recover-task.ts';
import { toSpendLimits } from './spend-limits.ts';
import { toCallbackUrl } from './to-callback-url.ts';

/** Beyond the submit's own time-out: enough to write its answer down. */
const leaseMarginMs = 30_000;
const defaultSubmitTimeoutMs = 60_000;
/** A clock that has gone back by more was set back. */
const clockDriftMs = 5_000;

type Submitting = Extract<NextAction, { do: 'submit' }>;

/**
 * The paid step. The intent, with the very body that will be sent, is committed first; only then is
 * one request sent, on no signal but its own time-out.
 */
export async function submitStep(
  job: Job,
  action: Submitting,
  provider: VideoProvider,
  context: EngineContext,
): Promise<Job> {
  const gate = context.gates.get(provider.id);
  // Others may have taken the last place since the plan was made. Where nothing comes of this one,
  // the next step of the job gives its place back.
  if (gate?.full !== undefined) return job;
  gate?.occupy(job.id, true);
  gate?.send(job.id);
  try {
    return await intendAndSend(job, action, provider, context);
  } finally {
    gate?.arrive(job.id, 'nothing');
  }
}

async function intendAndSend(
  job: Job,
  { candidate, instead }: Submitting,
  provider: VideoProvider,
  context: EngineContext,
): Promise<Job> {
  if (!(await context.health.claim(provider.id, candidate.model, context.ports.now()))) return job;
  const attemptId = context.ports.newId();
  const callback = toCallback(job, provider, context);
  const prepared = await prepare(job, { attemptId, callbackUrl: callback?.url }, provider, context);
  if (prepared === undefined) return job;
  const now = context.ports.now();
  const timeoutMs = provider.traits.submitTimeoutMs ?? defaultSubmitTimeoutMs;
  const attempt: Attempt = {
    id: attemptId,
    provider: provider.id,
    model: candidate.model,
    state: 'submitting',
    why: candidate.why,
    prepared,
    quote: candidate.quote,
    intendedAt: now,
    leaseUntil: now + timeoutMs + leaseMarginMs,
    ...(callback === undefined ? {} : { callbackToken: callback.token }),
  };
  context.gates.get(provider.id)?.take('submit');
  const intent = { type: 'attempt-intended', at: now, attempt } as const;
  const intended = await commitEvents(
    context,
    job,
    instead === undefined ? [intent] : [toGivenUp(instead, now), intent],
    { limits: toSpendLimits(job, context, now) },
  );
  // Whoever slept here for so long must not send any more: somebody may have settled it meanwhile.
  // On a clock that was set back nobody knows for how long.
  const sleptMs = context.ports.now() - now;
  if (sleptMs > leaseMarginMs || sleptMs < -clockDriftMs) {
    return await recordNotSent(intended, attempt, context);
  }
  return await sendAndRecord(intended, attempt, 'answer', provider, context);
}

async function recordNotSent(job: Job, attempt: Attempt, context: EngineContext): Promise<Job> {
  const at = context.ports.now();
  const error: ErrorRecord = {
    code: 'ledger-unavailable',
    outcome: 'rejected',
    charged: 'no',
    provider: attempt.provider,
    operation: 'submit',
    message: `Nothing was sent to ${attempt.provider}: recording the intent took too long.`,
  };
  const event = { type: 'attempt-rejected', at, attemptId: attempt.id, error } as const;
  return await recordSurely(context, job.id, event, (present) => isNews(present, event));
}

/** Sends a submit that is in doubt once more, where the vendor promises not to charge it twice. */
export async function replayStep(
  job: Job,
  attempt: Attempt,
  provider: VideoProvider,
  context: EngineContext,
): Promise<Job> {
  remember(context, job.id, { lastSettleAt: context.ports.now() });
  // Whoever slept since it was decided must not send what somebody may have settled meanwhile.
  const present = await loadJob(context, job.id);
  if (present.version !== job.version) return present;
  return await sendAndRecord(job, attempt, 'replay', provider, context);
}

async function sendAndRecord(
  job: Job,
  attempt: Attempt,
  by: Extract<Evidence, 'answer' | 'replay'>,
  provider: VideoProvider,
  context: EngineContext,
): Promise<Job> {
  context.health.noteSend(attempt, context.ports.now());
  const result = await send(attempt.prepared, provider, context);
  const at = context.ports.now();
  const error = 'error' in result ? result.error : undefined;
  const isDoubt = error?.outcome === 'unknown';
  context.gates.get(provider.id)?.arrive(job.id, isDoubt ? 'doubt' : 'answer');
  context.health.noteSubmit(attempt, error, at, provider.traits);
  // A refusal of the copy says nothing of the original, which may well have been accepted.
  if (error !== undefined && by === 'replay') {
    return await noteFailure(job, 'replay', error, context);
  }
  const event = toSubmitEvent(attempt.id, result, by, at);
  const mayReplay = provider.traits.idempotentSubmit !== false;
  const recorded = await recordSurely(context, job.id, event, (present) =>
    isNews(present, event, mayReplay),
  );
  const accepted = event.type === 'attempt-accepted' ? event : undefined;
  const ended = recorded.attempts.find(({ id }) => id === attempt.id) ?? attempt;
  // A paid task whose attempt a person, a policy or a refusal has ended meanwhile.
  return accepted === undefined || ended.task?.id === accepted.task.id
    ? recorded
    : await recoverTask(recorded, ended, accepted, context);
}

async function send(
  prepared: PreparedSubmit,
  provider: VideoProvider,
  context: EngineContext,
): Promise<SubmitResult> {
  try {
    const accepted = await provider.submit(prepared, { clock: context.ports });
    const task = toSoundTask(accepted.task);
    return task === undefined
      ? { error: withoutTask(provider.id) }
      : { accepted: { ...accepted, task } };
  } catch (error) {
    const doubt = { outcome: 'unknown', provider: provider.id, operation: 'submit' } as const;
    return { error: toErrorRecord(error, doubt) };
  }
}

/** An adapter that accepts must name the task; when it does not, there may be one all the same. */
function withoutTask(provider: string): ErrorRecord {
  return {
    code: 'invalid-response',
    outcome: 'unknown',
    charged: 'unknown',
    provider,
    operation: 'submit',
    message: `${provider}'s adapter says that the submit was accepted, but names no task.`,
  };
}

/**
 * Whether an answer still changes anything: others may have settled the attempt meanwhile. Where a
 * replay may be under way, a late refusal of the original says nothing of the replay.
 */
export function isNews(job: Job, event: JobEvent, mayReplay = false): boolean {
  if (!('attemptId' in event)) return true;
  const state = job.attempts.find(({ id }) => id === event.attemptId)?.state;
  if (state !== 'unknown') return state === 'submitting';
  return event.type !== 'attempt-unknown' && !(mayReplay && event.type === 'attempt-rejected');
}

/** Where a vendor that can is to report the end of an attempt: unguessable, so that it is ours. */
function toCallback(
  job: Job,
  provider: VideoProvider,
  { webhooksBaseUrl, ports }: EngineContext,
): { readonly token: string; readonly url: string } | undefined {
  if (webhooksBaseUrl === undefined || provider.traits.webhooks === 'none') return undefined;
  const token = `${ports.newId()}${ports.newId()}`.replaceAll('-', '');
  return { token, url: toCallbackUrl(webhooksBaseUrl, job.id, token) };
}

async function prepare(
  job: Job,
  attempt: PrepareContext,
  provider: VideoProvider,
  context: EngineContext,
): Promise<Attempt['prepared'] | undefined> {
  try {
    const staged = await toStagedRequest(job, provider, context);
    // What is stored must be what a later process reads back, so it is made JSON here and now.
    const prepared: unknown = JSON.parse(JSON.stringify(provider.prepare(staged, attempt)));
    return preparedSubmitSchema.parse(prepared);
  } catch (error) {
    const doubt = { outcome: 'rejected', provider: provider.id, operation: 'submit' } as const;
    const { message } = toErrorRecord(error, doubt);
    const exclusion = { reason: 'already-tried', message } as const;
    const { refused } = recall(context, job.id);
    remember(context, job.id, { refused: new Map(refused).set(provider.id, exclusion) });
    return undefined;
  }
}

async function toStagedRequest(
  job: Job,
  provider: VideoProvider,
  context: EngineContext,
): Promise<StagedRequest> {
  const { startFrame, endFrame, ...fields } = job.request;
  const toUrl = async (frame: Frame): Promise<string> => {
    if ('url' in frame) return frame.url;
    const staged = job.staged[frame.sha256];
    if (!takesBytes(provider) && staged !== undefined) return staged.url;
    const media = await context.ledger.find('media', { sha256: frame.sha256 });
    if (media === undefined) throw new Error(`The bytes of frame ${frame.sha256} are gone.`);
    return `data:${media.mediaType};base64,${Buffer.from(media.bytes).toString('base64')}`;
  };
  return {
    ...fields,
    ...(startFrame === undefined ? {} : { startFrame: await toUrl(startFrame) }),
    ...(endFrame === undefined ? {} : { endFrame: await toUrl(endFrame) }),
  };
}
