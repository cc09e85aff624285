import { VideoGatewayError } from '@vidgate/core';
import type { RequestFlags } from './request-flags.ts';

/** Fields that a person gave as a flag, by the name that core's messages have for them. */
const flagOf: Readonly<Record<string, string>> = {
  model: '--model',
  negativePrompt: '--negative-prompt',
  startFrame: '--start-frame',
  endFrame: '--end-frame',
  duration: '--duration',
  aspectRatio: '--aspect-ratio',
  cfgScale: '--cfg-scale',
  metadata: '--metadata',
  assume: '--assume',
  'routing.sort': '--sort',
  'routing.order': '--order',
  'routing.only': '--only',
  'routing.ignore': '--ignore',
  'routing.weights': '--weight',
  'routing.maxUsd': '--max-usd',
  'routing.patienceMs': '--patience',
  'routing.maxWaitMs': '--max-wait',
  'routing.valueOfTimeUsdPerSecond': '--value-of-time',
};

/** Runs `work`; where core says what is wrong with a field, it says so of the flag. */
export async function namingFlags<T>(
  flags: Pick<RequestFlags, 'startFrame' | 'endFrame'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!VideoGatewayError.isInstance(error) || error.code !== 'invalid-request') throw error;
    const message = error.message.replaceAll(
      /(^|; )((?:routing\.)?[A-Za-z]+)(?=[:.])/g,
      (all: string, before: string, field: string) => {
        const flag = flagOf[field];
        if (flag === undefined) return all;
        const frame = field === 'startFrame' || field === 'endFrame' ? flags[field] : undefined;
        return `${before}${flag}${frame === undefined ? '' : ` ${frame.slice(0, 200)}`}`;
      },
    );
    const plain = message.replaceAll(/\b(?:a )?(startFrame|endFrame)\b/g, (_, field: string) => {
      return flagOf[field] ?? field;
    });
    throw new VideoGatewayError({ ...error.toJSON(), message: plain });
  }
}
