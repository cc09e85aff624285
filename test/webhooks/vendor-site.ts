import type { Clock, VideoProvider } from '@vidgate/core';
import { parseVideoRequest } from '@vidgate/core';
import type {
  ApiframeSimulatorSettings,
  RecordedRequest,
  VendorSimulator,
} from '@vidgate/simulator';
import { createApiframeSimulator, createApixoSimulator } from '@vidgate/simulator';
import { z } from 'zod';
import type { Delivery } from './hook-server.ts';
import type { Journal } from './journal.ts';
import type { SentReport } from './observe-reports.ts';
import { observeReports } from './observe-reports.ts';
import type { HeldServer } from './serve-held.ts';
import { serveHeld } from './serve-held.ts';
import type { VendorName } from './to-provider.ts';
import { toProvider } from './to-provider.ts';
import type { ReportWords } from './to-report.ts';
import { toReport } from './to-report.ts';

/** Tasks run so long: less than the 60 s that a submit may take, and than any first poll. */
export const runMs = 40_000;
/** The account of somebody else at the same vendor. */
export const strangersKey = 'key-of-somebody-else-0123456789';

/** What only one of the vendors may do. */
export type OwnSettings = Pick<ApiframeSimulatorSettings, 'webhookKeyForm' | 'duplicateWebhooks'>;

/** A simulated vendor behind a real socket, what passed through it, and its adapter. */
export interface VendorSite extends AsyncDisposable {
  readonly name: VendorName;
  readonly simulator: VendorSimulator;
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly provider: VideoProvider;
  readonly reports: Journal<SentReport>;
  /** One entry for each submit that was dealt with, whether or not its answer has left. */
  readonly dealtWith: HeldServer['dealtWith'];
  /** From now on no report arrives. */
  loseReports(): void;
  /** Answers to submits stay here until the returned function is called. @default from 1, the next */
  readonly holdAnswers: HeldServer['hold'];
  /** A report that the vendor never sent. @default key our own */
  forge(words: ReportWords, key?: string): Delivery;
  /** Makes a task that the gateway knows nothing of; returns its id. */
  order(apiKey: string, callbackUrl?: string): Promise<string>;
  /** Where the last submit asked for its report. */
  readonly callbackUrl: string;
  readonly submits: readonly RecordedRequest[];
  readonly polls: number;
  /** Tasks that are paid for, or whose price is held. */
  readonly billed: number;
}

export async function startVendor(
  name: VendorName,
  clock: Clock,
  own: OwnSettings = {},
): Promise<VendorSite> {
  const observed = observeReports();
  const apiKey = `key-of-our-own-at-${name}-0123456789`;
  const settings = { clock, runMs, apiKeys: [apiKey, strangersKey], fetch: observed.fetch };
  const simulator =
    name === 'apixo'
      ? createApixoSimulator({ ...settings, callbackUrls: 'any' })
      : createApiframeSimulator({ ...settings, ...own });
  const { server, dealtWith, hold } = await serveHeld(simulator);
  const { baseUrl } = server;
  const asked = (operation: string): readonly RecordedRequest[] =>
    simulator.requests.filter((request) => request.operation === operation);
  return {
    name,
    simulator,
    apiKey,
    baseUrl,
    dealtWith,
    provider: toProvider(name, { apiKey, baseUrl }),
    reports: observed.sent,
    loseReports: observed.lose,
    holdAnswers: hold,
    forge: (words, key = apiKey) => toReport(name, words, key),
    order: (key, callbackUrl) =>
      orderTask(toProvider(name, { apiKey: key, baseUrl }), callbackUrl, clock),
    get callbackUrl() {
      return findCallbackUrl(asked('submit').at(-1)?.body ?? '{}');
    },
    get submits() {
      return asked('submit');
    },
    get polls() {
      return asked('poll').length;
    },
    get billed() {
      return simulator.bill.lines.filter(({ state }) => state !== 'released').length;
    },
    async [Symbol.asyncDispose]() {
      await server.close();
    },
  };
}

async function orderTask(
  provider: VideoProvider,
  callbackUrl: string | undefined,
  clock: Clock,
): Promise<string> {
  const { request } = await parseVideoRequest({ prompt: 'somebody else walks by' });
  const { startFrame: _start, endFrame: _end, ...staged } = request;
  const prepared = provider.prepare(staged, { attemptId: crypto.randomUUID(), callbackUrl });
  return (await provider.submit(prepared, { clock })).task.id;
}

const submitBodySchema = z.union([
  z.object({ callback_url: z.string() }).transform((body) => body.callback_url),
  z.object({ webhookUrl: z.string() }).transform((body) => body.webhookUrl),
]);

/** In the vendor's own words, so that a wrong address in a submit is found out. */
function findCallbackUrl(body: string): string {
  return submitBodySchema.parse(JSON.parse(body));
}
