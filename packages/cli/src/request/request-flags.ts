import type { RoutingSettings, SubmitOptions, VideoRequestInput } from '@vidgate/core';
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { toProviderOptions } from './provider-options.ts';
import { readFrameFlag } from './read-frame-flag.ts';
import { collect, toPairs } from './to-pairs.ts';
import { toWeights } from './to-weights.ts';

/** The flags of `generate` and `plan` that make the request and choose the provider. */
export interface RequestFlags {
  readonly model?: string;
  readonly negativePrompt?: string;
  readonly startFrame?: string;
  readonly endFrame?: string;
  readonly duration?: number;
  readonly aspectRatio?: string;
  readonly cfgScale?: number;
  readonly metadata?: readonly string[];
  readonly providerOption?: readonly string[];
  readonly sort?: 'price' | 'availability' | 'balanced';
  readonly order?: readonly string[];
  readonly only?: readonly string[];
  readonly ignore?: readonly string[];
  readonly weight?: readonly string[];
  readonly maxUsd?: number;
  readonly patience?: number;
  readonly maxWait?: number;
  readonly valueOfTime?: number;
  readonly fallbacks?: boolean;
  readonly fit?: 'adapt' | 'strict';
}

/** Adds those that say what is asked for, besides the prompt. */
export function addPromptFlags(command: Command): Command {
  return command
    .option('--model <id>', 'our id of the model (default: kling-2.5-turbo-pro)')
    .option('--start-frame <file-or-url>', 'the picture that the video begins with')
    .option('--end-frame <file-or-url>', 'the picture that it ends with; needs --start-frame')
    .option('--duration <seconds>', 'length of the video (default: 5)', toNumber)
    .option('--cfg-scale <0..1>', 'how closely the model keeps to the prompt', toNumber)
    .option('--negative-prompt <text>', 'what the video should not show')
    .option('--aspect-ratio <w:h>', 'with a start frame the frame decides (default: 16:9)');
}

/** Adds all of them to a command. */
export function addRequestFlags(command: Command): Command {
  return addPromptFlags(command.argument('<prompt>', 'what the video shows'))
    .option(
      '--metadata <key=value>',
      'kept with the job, never sent to a vendor; repeatable',
      collect,
    )
    .option(
      '--provider-option <vendor.name=value>',
      'what only one vendor knows, JSON or text: apixo.source=studio; repeatable',
      collect,
    )
    .addOption(
      new Option('--sort <by>', 'which provider goes first (default: price)').choices([
        'price',
        'availability',
        'balanced',
      ]),
    )
    .option('--order <ids>', 'providers in this order, the others after them: apixo,fal', toIds)
    .option('--only <ids>', 'only these providers', toIds)
    .option('--ignore <ids>', 'not these providers', toIds)
    .option(
      '--weight <id=number>',
      'splits jobs, repeatable: --weight apixo=80 --weight fal=20',
      collect,
    )
    .option('--max-usd <dollars>', 'the most that all attempts together may cost', toNumber)
    .option(
      '--patience <seconds>',
      'wait so long for a better one that is only full (default: 60)',
      toSeconds,
    )
    .option(
      '--max-wait <seconds>',
      'wait so long while all are out for now (default: 600)',
      toSeconds,
    )
    .option(
      '--value-of-time <dollars>',
      'with --sort balanced: what a second of waiting is worth (default: 0.0005)',
      toNumber,
    )
    .option('--no-fallbacks', 'ask one provider only')
    .addOption(
      new Option(
        '--fit <how>',
        'adapt what a vendor cannot take exactly, or leave that vendor out',
      ).choices(['adapt', 'strict']),
    );
}

/**
 * Makes the request that the flags describe. Frames that are files are read here.
 *
 * @throws {VideoGatewayError} `invalid-request` naming the flag
 */
export async function toRequest(
  prompt: string,
  flags: RequestFlags,
  folder: string,
): Promise<VideoRequestInput> {
  return {
    prompt,
    model: flags.model,
    negativePrompt: flags.negativePrompt,
    startFrame: await readFrameFlag('--start-frame', flags.startFrame, folder),
    endFrame: await readFrameFlag('--end-frame', flags.endFrame, folder),
    duration: flags.duration,
    aspectRatio: flags.aspectRatio,
    cfgScale: flags.cfgScale,
    metadata: flags.metadata && Object.fromEntries(toPairs('--metadata', flags.metadata)),
    providerOptions: flags.providerOption && toProviderOptions(flags.providerOption),
  };
}

/** How the flags want a provider chosen, on top of the configuration. */
export function toRequestOptions(flags: RequestFlags): Pick<SubmitOptions, 'routing' | 'fit'> {
  const routing: RoutingSettings = {
    sort: flags.sort,
    order: flags.order,
    only: flags.only,
    ignore: flags.ignore,
    weights: flags.weight && toWeights(flags.weight),
    maxUsd: flags.maxUsd,
    patienceMs: toMs(flags.patience),
    maxWaitMs: toMs(flags.maxWait),
    valueOfTimeUsdPerSecond: flags.valueOfTime,
    allowFallbacks: flags.fallbacks === false ? false : undefined,
  };
  // A flag that was not given must not hide what the configuration says.
  const given = Object.entries(routing).filter(([, value]) => value !== undefined);
  return { routing: Object.fromEntries(given), fit: flags.fit };
}

/** Reads a flag's number; whether it is in range is for whoever uses it to say. */
export function toNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Allowed: a number.');
}

/** Reads a flag's number of seconds. */
export function toSeconds(text: string): number {
  const value = toNumber(text);
  if (value >= 0) return value;
  throw new InvalidArgumentError('Allowed: a number of seconds of at least 0.');
}

function toIds(text: string): readonly string[] {
  const ids = text.split(',').map((id) => id.trim());
  if (ids.every((id) => id !== '')) return ids;
  throw new InvalidArgumentError('Allowed: provider ids with commas between them.');
}

function toMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1_000;
}
