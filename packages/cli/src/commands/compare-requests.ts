import { resolve } from 'node:path';
import type { ComparisonRequest } from '@vidgate/compare';
import type { VideoProvider } from '@vidgate/core';
import { parseVideoRequest } from '@vidgate/core';
import { namingFlags } from '../request/name-flags.ts';
import type { RequestFlags } from '../request/request-flags.ts';
import { toRequest } from '../request/request-flags.ts';
import { usageError } from '../usage-error.ts';

/** The flags that say what is asked for. */
export interface CompareRequestFlags
  extends Pick<
    RequestFlags,
    'model' | 'startFrame' | 'endFrame' | 'duration' | 'cfgScale' | 'negativePrompt' | 'aspectRatio'
  > {
  readonly requests?: string;
}

const flagsOfPrompt = {
  model: '--model',
  startFrame: '--start-frame',
  endFrame: '--end-frame',
  duration: '--duration',
  cfgScale: '--cfg-scale',
  negativePrompt: '--negative-prompt',
  aspectRatio: '--aspect-ratio',
} as const satisfies Partial<Record<keyof CompareRequestFlags, string>>;

/**
 * The request that the flags describe, or those of a file.
 *
 * @throws {VideoGatewayError} `invalid-request` naming the flag, or the file and the line
 */
export async function toComparisonRequests(
  prompt: string | undefined,
  flags: CompareRequestFlags,
  folder: string,
): Promise<readonly ComparisonRequest[]> {
  if (flags.requests === undefined) {
    if (prompt === undefined) {
      throw usageError('A prompt is missing; allowed: one prompt, or --requests FILE');
    }
    const request = await toRequest(prompt, flags, folder);
    await namingFlags(flags, () => parseVideoRequest(request));
    return [request];
  }
  if (prompt !== undefined) {
    throw usageError('--requests: got a prompt besides; allowed: one prompt, or --requests FILE');
  }
  for (const [name, flag] of Object.entries(flagsOfPrompt)) {
    if (Reflect.get(flags, name) === undefined) continue;
    throw usageError(`${flag}: goes with a prompt; with --requests the file says it`);
  }
  const { loadRequests } = await import('@vidgate/compare');
  return await loadRequests(resolve(folder, flags.requests));
}

/** @throws {VideoGatewayError} `invalid-request` naming the flag and who is configured */
export function chooseProviders(
  ids: string | undefined,
  providers: readonly VideoProvider[],
): readonly VideoProvider[] {
  if (ids === undefined) return providers;
  const wanted = ids.split(',').map((id) => id.trim());
  const known = providers.map(({ id }) => id);
  const stranger = wanted.find((id) => !known.includes(id));
  if (stranger !== undefined) {
    throw usageError(`--providers: no provider "${stranger}"; configured: ${known.join(', ')}`);
  }
  return providers.filter(({ id }) => wanted.includes(id));
}
