import type {
  Accepted,
  ErrorCode,
  ErrorDetails,
  PreparedSubmit,
  ProviderCallOptions,
} from '@vidgate/core';
import { requireOffer, VideoGatewayError } from '@vidgate/core';
import type { FakeSubmit } from './fake-behaviours.ts';
import type { FakeContext } from './fake-context.ts';
import type { FakeTask } from './fake-vendor.ts';

export interface FakeSubmitting {
  readonly arrived: readonly PreparedSubmit[];
  submit(prepared: PreparedSubmit, options?: ProviderCallOptions): Promise<Accepted>;
  queue(behaviours: readonly FakeSubmit[]): void;
}

export function createFakeSubmit(context: FakeContext): FakeSubmitting {
  const arrived: PreparedSubmit[] = [];
  const queued: FakeSubmit[] = [];
  return {
    arrived,
    queue: (behaviours) => void queued.push(...behaviours),
    async submit(prepared, { signal } = {}) {
      if (signal?.aborted) throw aborted(context, 'rejected');
      arrived.push(structuredClone(prepared));
      const behaviour = queued.shift() ?? { do: 'accept' };
      return await submitAs(behaviour, prepared, context, signal);
    },
  };
}

async function submitAs(
  behaviour: FakeSubmit,
  prepared: PreparedSubmit,
  context: FakeContext,
  signal: AbortSignal | undefined,
): Promise<Accepted> {
  const { id } = context;
  switch (behaviour.do) {
    case 'accept': {
      const task = makeTask(prepared, context);
      if (behaviour.afterMs !== undefined) await answerAfter(behaviour.afterMs, context, signal);
      return toAccepted(task, context);
    }
    case 'reject': {
      const { code, retryAfterMs, reshaped } = behaviour;
      throw submitError(context, {
        code,
        status: statuses[code],
        retryAfterMs,
        reshaped,
        message: `${id} refused: ${code}`,
      });
    }
    case 'lose-answer':
      makeTask(prepared, context);
      throw submitError(context, {
        code: 'timeout',
        outcome: 'unknown',
        message: `${id} gave no answer`,
      });
    case 'lose-request':
      throw submitError(context, {
        code: 'network',
        outcome: 'unknown',
        message: `${id} broke the connection`,
      });
    case 'hang':
      return await untilAborted(context, signal);
  }
}

/** The HTTP statuses by which vendors say these; what never reached one has none. */
const statuses: Readonly<Partial<Record<ErrorCode, number>>> = {
  'invalid-request': 400,
  authentication: 401,
  'insufficient-balance': 402,
  'content-rejected': 403,
  'rate-limited': 429,
  unavailable: 521,
};

function makeTask(prepared: PreparedSubmit, context: FakeContext): FakeTask {
  const { vendor, traits, runMs } = context;
  const attemptId = prepared.headers['idempotency-key'] ?? '';
  const earlier = traits.idempotentSubmit === false ? undefined : vendor.taskOf(attemptId);
  if (earlier !== undefined) return earlier;
  const usdMicros = priceOf(prepared, context);
  if (usdMicros > vendor.balanceUsdMicros) {
    const message = `${context.id} refused: the balance is too low`;
    const code = 'insufficient-balance';
    throw submitError(context, { code, status: statuses[code], message });
  }
  return vendor.start(prepared, attemptId, { usdMicros, runMs });
}

function priceOf(prepared: PreparedSubmit, context: FakeContext): number {
  const { prices } = requireOffer(context, prepared.model);
  return prices.find((price) => price.duration === prepared.body['duration'])?.usdMicros ?? 0;
}

function toAccepted(task: FakeTask, { traits }: FakeContext): Accepted {
  const ref = { id: task.id, model: task.model };
  return traits.reportsCost
    ? { task: ref, cost: { usdMicros: task.billedUsdMicros } }
    : { task: ref };
}

function answerAfter(
  delayMs: number,
  context: FakeContext,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = context.clock.setTimer(resolve, delayMs);
  return Promise.race([promise, untilAborted(context, signal)]).finally(cancel);
}

function untilAborted(context: FakeContext, signal: AbortSignal | undefined): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const end = (): void => reject(aborted(context, 'unknown'));
  signal?.addEventListener('abort', end, { once: true });
  return promise;
}

function aborted(context: FakeContext, outcome: 'rejected' | 'unknown'): VideoGatewayError {
  return submitError(context, { code: 'aborted', outcome, message: 'submit was aborted' });
}

function submitError(context: FakeContext, details: ErrorDetails): VideoGatewayError {
  return new VideoGatewayError({ ...details, provider: context.id, operation: 'submit' });
}
