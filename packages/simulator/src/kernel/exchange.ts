import type { Call, VendorApi } from './call.ts';
import { connectionReset, silence } from './connection.ts';
import type { AnswerFault, Fault, Operation } from './fault.ts';
import type { FaultQueue } from './fault-queue.ts';
import type { SimulatorClock } from './simulator-clock.ts';
import { delay } from './simulator-clock.ts';

interface ExchangeOptions {
  readonly operation: Operation;
  readonly api: VendorApi;
  readonly faults: FaultQueue;
  readonly clock: SimulatorClock;
}

/** Lets `answer` do the vendor's work, and spoils the exchange as the waiting faults say. */
export async function exchange(
  call: Call,
  answer: () => Promise<Response>,
  options: ExchangeOptions,
): Promise<Response> {
  const { operation, api, faults, clock } = options;
  const slow = faults.take('slow', operation);
  if (slow) await delay(clock, slow.delayMs, call.signal);
  const next = faults.first(operation, (fault) => momentOf(fault) !== 'inside');
  if (next && momentOf(next) === 'before') {
    const fault = faults.take(next.name, operation);
    if (fault) return await answerInstead(call, api, fault);
  }
  const response = await answer();
  if (!next || !response.ok) return response;
  const fault = faults.take(next.name, operation);
  return fault ? await spoil(call, api, fault, response) : response;
}

/** Whether a fault comes before the vendor's work, after it, or is part of it. */
function momentOf(fault: Fault): 'before' | 'after' | 'inside' {
  switch (fault.name) {
    case 'hang':
    case 'html-error-page':
      return fault.acceptFirst ? 'after' : 'before';
    case 'drop-after-accept':
    case 'server-error-after-accept':
    case 'malformed-json':
    case 'empty-body':
    case 'huge-body':
      return 'after';
    case 'slow':
    case 'no-task-id':
    case 'result-gone':
    case 'unknown-status':
    case 'completed-without-url':
    case 'missing-cost-time':
    case 'poll-not-found':
    case 'task-fails':
    case 'task-canceled':
    case 'stuck':
    case 'odd-task-id':
      return 'inside';
    default:
      return 'before';
  }
}

async function answerInstead(call: Call, api: VendorApi, fault: Fault): Promise<Response> {
  switch (fault.name) {
    case 'drop-before-accept':
      throw connectionReset();
    case 'hang':
      return await silence(call.signal);
    case 'html-error-page':
      return errorPage(fault.status ?? 502);
    case 'redirect':
      return new Response(null, {
        status: fault.status ?? 302,
        headers: { location: fault.location },
      });
    default:
      if (isAnswerFault(fault)) return api.refuse(call, fault);
      throw new Error(`the fault "${fault.name}" has no answer of its own`);
  }
}

async function spoil(
  call: Call,
  api: VendorApi,
  fault: Fault,
  response: Response,
): Promise<Response> {
  const { status } = response;
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  switch (fault.name) {
    case 'drop-after-accept':
      throw connectionReset();
    case 'hang':
      return await silence(call.signal);
    case 'html-error-page':
      return errorPage(fault.status ?? 502);
    case 'server-error-after-accept':
      return api.refuse(call, { name: 'server-error', status: fault.status ?? 502 });
    case 'malformed-json': {
      const text = await response.text();
      return new Response(text.slice(0, Math.ceil(text.length / 2)), { status, headers });
    }
    case 'empty-body':
      return new Response('', { status, headers });
    case 'huge-body':
      return new Response(padding(fault.bytes), { status, headers });
    default:
      throw new Error(`the fault "${fault.name}" spoils nothing`);
  }
}

function isAnswerFault(fault: Fault): fault is AnswerFault {
  const names: readonly AnswerFault['name'][] = [
    'rate-limited',
    'server-error',
    'unauthorized',
    'key-inactive',
    'forbidden',
    'insufficient-balance',
    'echo-key',
    'envelope-error',
  ];
  return names.some((name) => name === fault.name);
}

function errorPage(status: number): Response {
  const title = `${status} Gateway Error`;
  return new Response(
    `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`,
    { status, headers: { 'content-type': 'text/html; charset=utf-8' } },
  );
}

const chunkBytes = 64 * 1024;

/** Valid JSON of exactly `bytes` bytes (at least 10), made while it is read. */
function padding(bytes: number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const [head, tail] = ['{"pad":"', '"}'];
  let left = Math.max(0, bytes - head.length - tail.length);
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode(head)),
    pull(controller) {
      if (left > 0) {
        const size = Math.min(left, chunkBytes);
        left -= size;
        controller.enqueue(new Uint8Array(size).fill(0x61));
        return;
      }
      controller.enqueue(encoder.encode(tail));
      controller.close();
    },
  });
}
