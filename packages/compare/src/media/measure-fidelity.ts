import { access } from 'node:fs/promises';
import type { Media } from '@vidgate/core';
import type { Fidelity, FrameFidelity } from '../comparison-run.ts';
import { decodeInThread } from './decode-in-thread.ts';
import type { Decode, DecodedFrame, Decoding } from './decoding.ts';
import type { PictureTool } from './draw-pictures.ts';
import { loadPictureTool } from './draw-pictures.ts';
import { keepFrame } from './keep-frame.ts';
import { toSimilarity } from './to-similarity.ts';

/** A picture that was asked for: an encoded file. */
export type AskedPicture = Pick<Media, 'bytes' | 'mediaType'>;

/** Options of {@link measureFidelity}. */
export interface FidelityOptions {
  /** Where the clip lies. */
  readonly clipPath: string;
  /** What the clip was asked to begin with. @default not measured */
  readonly startFrame?: AskedPicture | undefined;
  /** What the clip was asked to end with. @default not measured */
  readonly endFrame?: AskedPicture | undefined;
  /** The run's folder: the pictures are kept in its `frames`, by their hash. */
  readonly folder: string;
}

/** The optional packages that decode and draw. */
interface FidelityTools {
  readonly decode: Decode;
  loadPictureTool(): Promise<PictureTool | undefined>;
}

/**
 * Measures how close the first and the last frame of a clip are to the pictures that were asked for.
 *
 * An asked picture is scaled to cover the clip and cropped evenly at both sides; the figure is the
 * structural similarity of the two (see `toSimilarity`). A codec's loss alone leaves 0.95 and more
 * in the simulators' clips. A figure that cannot be computed is absent,
 * never 0, and `missing` says why: `@mediabunny/server` or `sharp` is not installed, the clip cannot
 * be decoded, or the asked picture cannot be read. Both packages are optional.
 *
 * @throws the system's error where the clip is missing or `folder` cannot be written
 */
export async function measureFidelity(options: FidelityOptions): Promise<Fidelity> {
  return await measureFidelityWith({ decode: decodeInThread, loadPictureTool }, options);
}

/** The same with other tools, or without one. */
export async function measureFidelityWith(
  tools: FidelityTools,
  { clipPath, startFrame, endFrame, folder }: FidelityOptions,
): Promise<Fidelity> {
  if (startFrame === undefined && endFrame === undefined) return {};
  await access(clipPath);
  const pictures = await tools.loadPictureTool();
  if (pictures === undefined) return { missing: toInstallHint('sharp') };
  const frames = await tools.decode({
    path: clipPath,
    what: 'ends',
    start: startFrame !== undefined,
    end: endFrame !== undefined,
  });
  if (frames.state !== 'ends') return { missing: toMissing(frames) };
  const start = await compare('start', { asked: startFrame, got: frames.start, folder, pictures });
  const end = await compare('end', { asked: endFrame, got: frames.end, folder, pictures });
  const problems = [start, end].flatMap((side) => side.missing ?? []);
  return {
    ...(start.fidelity && { start: start.fidelity }),
    ...(end.fidelity && { end: end.fidelity }),
    ...(problems.length > 0 && { missing: problems.join(' ') }),
  };
}

function toMissing(decoding: Exclude<Decoding, { readonly state: 'ends' }>): string {
  switch (decoding.state) {
    case 'no-decoder':
      return decoding.isInstalled
        ? 'There is no decoder for the codec of the clip.'
        : toInstallHint('@mediabunny/server');
    case 'broken':
      return `No frame could be decoded: ${decoding.problem}`;
    case 'all':
      return 'No frame was decoded.';
  }
}

interface Comparison {
  readonly asked: AskedPicture | undefined;
  readonly got: DecodedFrame | undefined;
  readonly folder: string;
  readonly pictures: PictureTool;
}

interface ComparedSide {
  readonly fidelity?: FrameFidelity;
  readonly missing?: string;
}

async function compare(
  side: 'start' | 'end',
  { asked, got, folder, pictures }: Comparison,
): Promise<ComparedSide> {
  if (asked === undefined || got === undefined) return {};
  const shown = await pictures.show(got);
  const expected = await pictures.cover(asked.bytes, got.shown).catch(() => undefined);
  if (expected === undefined) return { missing: `The asked ${side} frame is no readable picture.` };
  return {
    fidelity: {
      ssim: toSimilarity(expected, shown.pixels),
      asked: await keepAsked(asked, { folder, pictures }),
      got: await keepFrame(folder, shown.png, 'png'),
    },
  };
}

/** As it was given where every browser shows it, else as a PNG. */
async function keepAsked(
  { bytes, mediaType }: AskedPicture,
  { folder, pictures }: Pick<Comparison, 'folder' | 'pictures'>,
): Promise<string> {
  if (mediaType === 'image/png') return await keepFrame(folder, bytes, 'png');
  if (mediaType === 'image/jpeg') return await keepFrame(folder, bytes, 'jpg');
  return await keepFrame(folder, await pictures.toPng(bytes), 'png');
}

function toInstallHint(name: string): string {
  return `No frame was compared: ${name} is not installed, or has no build for this machine (npm install ${name}).`;
}
