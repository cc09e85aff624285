import { VideoGatewayError } from '@vidgate/core';
import type { ComparedRequest, ComparisonRun } from '../comparison-run.ts';

/** What makes a run what it is; what it may cost and when it is stopped does not. */
export type RunIdentity = Pick<
  ComparisonRun,
  'requests' | 'providers' | 'repeats' | 'concurrency' | 'seed' | 'simulated'
>;

/**
 * Makes sure that a run that lies in a folder is the one that is asked for.
 *
 * @throws {VideoGatewayError} `configuration` naming the setting that differs and what to do
 */
export function checkSameRun(kept: ComparisonRun, asked: RunIdentity, folder: string): void {
  const difference =
    findDifference('repeats', kept.repeats, asked.repeats) ??
    findDifference('concurrency', kept.concurrency, asked.concurrency) ??
    findDifference('seed', kept.seed, asked.seed) ??
    findDifference('simulated', kept.simulated, asked.simulated) ??
    findDifference('providers', toNames(kept.providers), toNames(asked.providers)) ??
    findDifference('requests', toNames(kept.requests), toNames(asked.requests)) ??
    findRequestDifference(kept.requests, asked.requests);
  if (difference === undefined) return;
  throw new VideoGatewayError({
    code: 'configuration',
    message: `${folder} holds a run with other settings: ${difference}. Ask for the same to go on with it, or name another folder for a new run.`,
  });
}

function toNames(named: readonly { readonly id: string }[]): string {
  return named.map(({ id }) => id).join(', ');
}

function findRequestDifference(
  kept: ComparisonRun['requests'],
  asked: ComparisonRun['requests'],
): string | undefined {
  for (const [index, request] of asked.entries()) {
    const before = toFields(kept[index]);
    const now = toFields(request);
    for (const field of new Set([...Object.keys(before), ...Object.keys(now)])) {
      const found = findDifference(`${request.id}.${field}`, before[field], now[field]);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** A frame that was given as a URL is the same where that is; its file is there only if it was read. */
function toFields(request: ComparedRequest | undefined): Readonly<Record<string, unknown>> {
  if (request === undefined) return {};
  const { startFrame, endFrame, ...fields } = request;
  return {
    startFrame: startFrame?.url ?? startFrame?.file,
    endFrame: endFrame?.url ?? endFrame?.file,
    ...fields,
  };
}

function findDifference(name: string, kept: unknown, asked: unknown): string | undefined {
  if (toCanonical(kept) === toCanonical(asked)) return undefined;
  return `${name} was ${toShown(kept)}, and ${toShown(asked)} is asked for`;
}

/** The order of fields says nothing. */
function toCanonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? 'nothing'
  );
}

const longestShown = 80;

function toShown(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? 'nothing');
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}
