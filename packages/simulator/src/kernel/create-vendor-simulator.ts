import type { Call, Route, VendorApi } from './call.ts';
import { hostNotFound, unlessAborted } from './connection.ts';
import type { WebhookDelivery } from './deliver-webhook.ts';
import { exchange } from './exchange.ts';
import type { Operation } from './fault.ts';
import { followRedirects } from './follow-redirects.ts';
import { isFilePath, serveFile } from './serve-file.ts';
import { toSimulatedTask } from './simulated-task.ts';
import type { TaskRunner } from './task-runner.ts';
import type { RecordedRequest, VendorSimulator } from './vendor-simulator.ts';
import type { Workbench } from './workbench.ts';

interface Target {
  readonly operation: Operation | undefined;
  readonly answer: (call: Call) => Promise<Response>;
}

/** What one vendor adds to its workbench. */
export interface VendorParts {
  readonly tasks: TaskRunner<unknown>;
  readonly api: VendorApi;
  readonly deliveries: readonly WebhookDelivery[];
}

/** Puts a vendor's API behind a `fetch`. */
export function createVendorSimulator(workbench: Workbench, parts: VendorParts): VendorSimulator {
  const { tasks, deliveries } = parts;
  const { origins, faults, bill } = workbench;
  const requests: RecordedRequest[] = [];
  const send = async (request: Request, bytes: Uint8Array): Promise<Response> => {
    const url = new URL(request.url);
    const target = findTarget(request.method, url, workbench, parts);
    const call: Call = {
      method: request.method,
      url,
      headers: request.headers,
      bytes,
      apiKey: '',
      requestId: workbench.newId(),
      at: workbench.clock.now(),
      signal: request.signal,
    };
    requests.push(toRecordedRequest(call, target.operation));
    return await unlessAborted(target.answer(call), request.signal);
  };
  return {
    vendor: workbench.vendor,
    baseUrl: workbench.baseUrl,
    apiKey: workbench.apiKey,
    bill: bill.bill,
    requests,
    deliveries,
    get origins() {
      return origins.all;
    },
    get tasks() {
      return tasks.all.map(toSimulatedTask);
    },
    async fetch(input, init) {
      const request = new Request(input, init);
      request.signal.throwIfAborted();
      const { hostname, origin } = new URL(request.url);
      if (!origins.all.includes(origin)) throw hostNotFound(hostname);
      // An exchange in memory is all microtasks: many in a row would keep every timer from firing.
      if (requests.length % 64 === 63) await new Promise((resolve) => setImmediate(resolve));
      return await followRedirects(request, {
        send,
        isOwn: (url) => origins.all.includes(url.origin),
        fetch: workbench.fetch,
      });
    },
    inject: faults.inject,
    clearFaults: faults.clear,
    serveAt: origins.serveAt,
  };
}

function findTarget(
  method: string,
  url: URL,
  workbench: Workbench,
  { tasks, api }: VendorParts,
): Target {
  const { origins, faults, clock } = workbench;
  const { origin, pathname } = url;
  if (origins.servesFiles(origin) && (isFilePath(pathname) || !origins.servesApi(origin))) {
    const options = { operation: 'asset', api, faults, clock } as const;
    return {
      operation: 'asset',
      answer: (call) => exchange(call, () => serveFile(call, workbench, tasks), options),
    };
  }
  for (const route of api.routes) {
    const isHere = route.method === method && origins.servesApi(origin, route.origin);
    const match = isHere ? route.path.exec(pathname) : null;
    if (!match) continue;
    const { operation } = route;
    const options = { operation, api, faults, clock };
    const enterRoute = (call: Call) => enter(call, route, match.groups ?? {}, api);
    return {
      operation,
      answer: async (call) =>
        finish(call, api, await exchange(call, () => enterRoute(call), options)),
    };
  }
  return { operation: undefined, answer: async (call) => finish(call, api, api.notFound(call)) };
}

async function enter(
  call: Call,
  route: Route,
  parameters: Readonly<Record<string, string>>,
  api: VendorApi,
): Promise<Response> {
  if (route.isPublic) return await route.answer(call, parameters);
  const entry = api.authenticate(call.headers);
  if (typeof entry === 'string') return api.unauthorized(call, entry);
  return await route.answer({ ...call, apiKey: entry.apiKey }, parameters);
}

function finish(call: Call, api: VendorApi, response: Response): Response {
  return api.finish?.(call, response) ?? response;
}

function toRecordedRequest(call: Call, operation: Operation | undefined): RecordedRequest {
  const isMultipart = call.headers.get('content-type')?.startsWith('multipart/') ?? false;
  return {
    method: call.method,
    url: call.url.href,
    headers: Object.fromEntries(call.headers),
    body: isMultipart
      ? `[multipart, ${call.bytes.byteLength} bytes]`
      : new TextDecoder().decode(call.bytes),
    at: call.at,
    operation,
  };
}
