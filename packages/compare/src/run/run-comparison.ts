import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ledger } from '@vidgate/core';
import { createGateway, systemPorts, toUsdMicros, VideoGatewayError } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import type { ComparisonRun } from '../comparison-run.ts';
import type { ComparisonSettings, CompleteSettings } from './comparison-settings.ts';
import { completeSettings } from './comparison-settings.ts';
import type { ComparisonEstimate, ComparisonPlan } from './estimate.ts';
import { planComparison, requireBudget, toEstimate, toGatewaySettings } from './estimate.ts';
import type { MediaMeasures } from './keep-clip.ts';
import { measureFrames } from './keep-clip.ts';
import type { KeptRequest } from './keep-frames.ts';
import { keepFrames } from './keep-frames.ts';
import type { PendingSample } from './make-samples.ts';
import { findJob, makeSamples, noteIntents } from './make-samples.ts';
import { isOver } from './measure-sample.ts';
import { toRun } from './open-run.ts';
import type { PreparedRequest } from './prepare-requests.ts';
import { prepareRequests } from './prepare-requests.ts';
import type { RunBook } from './run-book.ts';
import { createRunBook } from './run-book.ts';
import { findRun, makeRunFolder, toLedgerFile } from './run-folder.ts';
import { toRunLedger } from './run-ledger.ts';
import { createSpendGuard } from './spend-guard.ts';
import { createPollWatch } from './watch-polls.ts';

/** Everything that a run is made from, before anything is sent. */
interface OpenedRun {
  readonly settings: CompleteSettings;
  readonly requests: readonly PreparedRequest[];
  readonly plan: ComparisonPlan;
  /** As it was kept before, where it goes on. */
  readonly kept: ComparisonRun | undefined;
  readonly run: ComparisonRun;
  readonly ledger: Ledger;
}

/** `compareProviders`, with the measures of files handed in. */
export async function runComparison(
  given: ComparisonSettings,
  measures: MediaMeasures,
): Promise<ComparisonRun> {
  const settings = completeSettings(given);
  const { folder, ports = systemPorts } = settings;
  const requests = await prepareRequests(settings.requests);
  const plan = await planComparison(requests, settings);
  const kept = await findRun(folder);
  const run = toRun(kept, requests, plan, settings);
  const ledger = toRunLedger(sqliteLedger(toLedgerFile(folder), { ports }));
  const opened: OpenedRun = { settings, requests, plan, kept, run, ledger };
  try {
    const pending = toPending(opened);
    const estimate = await toRemainingEstimate(pending, opened);
    requireBudget(estimate);
    await makeRunFolder(folder);
    await requireConfirmation(estimate, settings);
    return await make(pending, opened, measures);
  } finally {
    await ledger.close();
  }
}

function toPending({ run, plan }: OpenedRun): readonly PendingSample[] {
  return run.samples
    .filter((sample) => !isOver(sample))
    .map((sample) => ({ sample, pair: findPair(sample, plan) }))
    .map(({ sample, pair }) => ({ sample, usdMicros: pair?.usdMicros ?? 0 }));
}

function findPair(
  { requestId, provider }: PendingSample['sample'],
  { pairs }: ComparisonPlan,
): ComparisonPlan['pairs'][number] | undefined {
  return pairs.find((pair) => pair.requestId === requestId && pair.provider === provider);
}

/** What is still to be sent: what has a job already is in what the run has cost. */
async function toRemainingEstimate(
  pending: readonly PendingSample[],
  { settings, run, plan, kept, ledger }: OpenedRun,
): Promise<ComparisonEstimate> {
  const { maxUsd, providers } = settings;
  const isNew = kept === undefined;
  const toSend = [];
  for (const { sample } of pending) {
    const job = isNew ? undefined : await findJob(sample, { ledger, runId: run.id });
    const pair = findPair(sample, plan);
    if ((job === undefined || job.attempts.length === 0) && pair !== undefined) toSend.push(pair);
  }
  const spentUsdMicros = isNew ? 0 : await ledger.find('spent', { since: 0 });
  return toEstimate(toSend, run.leftOut, { providers, maxUsd, spentUsdMicros });
}

async function requireConfirmation(
  estimate: ComparisonEstimate,
  { confirm }: CompleteSettings,
): Promise<void> {
  if (confirm === undefined || estimate.samples === 0) return;
  if ((await confirm(estimate)) === true) return;
  const message = 'The estimate was not confirmed. Nothing was sent.';
  throw new VideoGatewayError({ code: 'aborted', message });
}

async function make(
  pending: readonly PendingSample[],
  opened: OpenedRun,
  measures: MediaMeasures,
): Promise<ComparisonRun> {
  const { settings, ledger } = opened;
  const { folder, ports = systemPorts } = settings;
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  const signal = AbortSignal.any([stopping.signal, ...(settings.signal ? [settings.signal] : [])]);
  const frames = await keepAllFrames(opened, signal);
  const requests = opened.run.requests.map((one) => frames.get(one.id)?.compared ?? one);
  const run = { ...opened.run, requests };
  const book = createRunBook(run, settings);
  await book.close({});
  const watch = createPollWatch(ports);
  const guard = createSpendGuard(ledger, toUsdMicros(settings.maxUsd));
  const base = toGatewaySettings(settings);
  const gateway = createGateway({
    ...base,
    ledger,
    providers: settings.providers.map(watch.watched),
    onEvent: noteIntents(guard, run.id),
  });
  try {
    await gateway.resume();
    const context = {
      ...{ gateway, ledger, guard, watch, measures, signal, stop, folder, runId: run.id },
      concurrency: settings.concurrency,
      requests: new Map(opened.requests.map((request) => [request.id, request])),
      keep: book.keep,
    };
    await makeSamples(pending, context);
    await measureAllFrames(book, frames, { folder, measures, signal });
    return await book.close(await toEnd(book.run, folder, signal.aborted, ports.now()));
  } catch (error) {
    const endedEarly = VideoGatewayError.isInstance(error) ? error.code : 'failed';
    // What went wrong first is what is told.
    await book.close({ endedEarly }).catch(() => {});
    throw error;
  } finally {
    // Waits for submits that are under way, so that no paid task goes unrecorded.
    await gateway.close();
  }
}

async function keepAllFrames(
  { requests, kept, settings }: OpenedRun,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, KeptRequest>> {
  const { folder, gateway } = settings;
  const all = requests.map(async (request) => {
    const earlier = kept?.requests.find(({ id }) => id === request.id);
    const options = { folder, download: gateway?.download, signal, earlier };
    return [request.id, await keepFrames(request, options)] as const;
  });
  return new Map(await Promise.all(all));
}

/** After all samples are over: what takes the processor must not make anybody's polls late. */
async function measureAllFrames(
  book: RunBook,
  frames: ReadonlyMap<string, KeptRequest>,
  { signal, ...options }: { folder: string; measures: MediaMeasures; signal: AbortSignal },
): Promise<void> {
  for (const sample of book.run.samples) {
    if (signal.aborted) return;
    if (sample.fidelity !== undefined) continue;
    const asked = frames.get(sample.requestId)?.frames ?? {};
    const fidelity = await measureFrames(sample, asked, options);
    if (fidelity !== undefined) await book.keep({ ...sample, fidelity }, 'measured');
  }
}

async function toEnd(
  { samples, finishedAt }: ComparisonRun,
  folder: string,
  isAborted: boolean,
  now: number,
): Promise<Pick<ComparisonRun, 'finishedAt' | 'endedEarly'>> {
  if (isAborted) return { endedEarly: 'canceled' };
  if (samples.some(({ state }) => state === 'pending')) return { endedEarly: 'budget-exceeded' };
  await removeParts(folder);
  return { finishedAt: finishedAt ?? now };
}

/** Downloads that a killed process has left unfinished. */
async function removeParts(folder: string): Promise<void> {
  const clips = join(folder, 'clips');
  const parts = (await readdir(clips)).filter((name) => name.includes('.download'));
  await Promise.all(parts.map((name) => rm(join(clips, name), { force: true })));
}
