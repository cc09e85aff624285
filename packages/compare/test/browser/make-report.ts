import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sharp } from 'sharp';
import sharp from 'sharp';
import { renderClip } from '../../../simulator/src/clip/render-clip.ts';
import type { ComparisonReport } from '../../src/comparison-report.ts';
import type { Clip, ComparisonRun, Fidelity, Sample } from '../../src/comparison-run.ts';
import { toReport } from '../../src/figures/to-report.ts';
import { measureFidelity } from '../../src/media/measure-fidelity.ts';
import { readClip } from '../../src/media/read-clip.ts';

const frames = new URL('../../../../examples/demo/frames/', import.meta.url);

/** What one provider of the fixture does: how its clips look, and its figures, one per run. */
interface Behaviour {
  readonly id: string;
  readonly durationSeconds: number;
  /** What it makes of a frame that it is given. */
  readonly redraw: (image: Sharp) => Sharp;
  readonly usdMicros: number;
  readonly charges: boolean;
  readonly seconds: readonly number[];
  /** Runs that failed, and why. */
  readonly failures: Readonly<Record<number, { readonly code: string; readonly message: string }>>;
}

const behaviours: readonly Behaviour[] = [
  {
    id: 'apixo',
    durationSeconds: 2,
    redraw: (image) => image,
    usdMicros: 300_000,
    charges: false,
    seconds: [71.2, 66.4, 80.9, 74, 69.3, 77.7],
    failures: {},
  },
  {
    id: 'apiframe',
    durationSeconds: 2.5,
    redraw: (image) => image.modulate({ brightness: 1.25, saturation: 0.7 }).blur(3),
    usdMicros: 156_000,
    charges: true,
    seconds: [142.8, 131.5, 171, 138.1, 150.6, 146.9],
    failures: {
      3: { code: 'generation-failed', message: 'The vendor gave the task up after 180 s.' },
    },
  },
  {
    id: 'aimlapi',
    durationSeconds: 2,
    redraw: (image) => image.modulate({ hue: 40 }).sharpen(),
    usdMicros: 455_000,
    charges: true,
    seconds: [58.1, 62.3, 55.4, 60.8, 59.9, 64.2],
    failures: { 5: { code: 'content-rejected', message: 'The prompt was refused.' } },
  },
];

/** Settings of {@link makeReport}. */
export interface ReportSettings {
  readonly width?: number;
  readonly height?: number;
  /** How much longer the clips are than the fixture's own, which are short. @default 1 */
  readonly stretch?: number;
}

/** A run of three providers as it would lie in its folder, from real clips, with its figures. */
export async function makeReport(
  folder: string,
  settings: ReportSettings = {},
): Promise<ComparisonReport> {
  for (const part of ['clips', 'frames']) await mkdir(join(folder, part), { recursive: true });
  const made = await Promise.all(behaviours.map((one) => makeClips(folder, one, settings)));
  const samples = made.flatMap(({ frames: withFrames, plain }, index) => {
    const behaviour = behaviours[index];
    if (behaviour === undefined) return [];
    const first = behaviour.seconds.map((_, run) => toSample(behaviour, run, 'dawn', withFrames));
    // One provider cannot serve the second request.
    if (behaviour.id === 'aimlapi') return first;
    return [...first, ...behaviour.seconds.map((_, run) => toSample(behaviour, run, 'fox', plain))];
  });
  return toReport(toRun(samples, made[0]?.frames.fidelity ?? {}, 2 * (settings.stretch ?? 1)));
}

interface MadeClip {
  readonly clip: Clip;
  readonly fidelity: Fidelity;
}

async function makeClips(
  folder: string,
  { id, durationSeconds, redraw }: Behaviour,
  { width = 320, height = 180, stretch = 1 }: ReportSettings,
): Promise<{ frames: MadeClip; plain: MadeClip }> {
  const night = await readFile(fileURLToPath(new URL('night.png', frames)));
  const day = await readFile(fileURLToPath(new URL('day.jpg', frames)));
  const size = { width, height, durationSeconds: durationSeconds * stretch };
  const shown = await renderClip({
    ...size,
    startFrame: await redraw(sharp(night)).png().toBuffer(),
    endFrame: await redraw(sharp(day)).png().toBuffer(),
  });
  const plain = await renderClip({ ...size, label: `fox ${id}` });
  const clip = await keepClip(folder, shown);
  const fidelity = await measureFidelity({
    clipPath: join(folder, clip.file),
    startFrame: { bytes: night, mediaType: 'image/png' },
    endFrame: { bytes: day, mediaType: 'image/jpeg' },
    folder,
  });
  return {
    frames: { clip, fidelity },
    plain: { clip: await keepClip(folder, plain), fidelity: {} },
  };
}

async function keepClip(folder: string, bytes: Uint8Array): Promise<Clip> {
  const part = join(folder, 'clips', `${crypto.randomUUID()}.mp4`);
  await writeFile(part, bytes);
  const read = await readClip(part);
  const file = `clips/${read.sha256}.mp4`;
  await rename(part, join(folder, file));
  return { file, ...read };
}

function toSample(
  { id, seconds, failures, usdMicros, charges }: Behaviour,
  index: number,
  requestId: string,
  { clip, fidelity }: MadeClip,
): Sample {
  const repeat = index + 1;
  const totalMs = (seconds[index] ?? 0) * 1000;
  const failure = requestId === 'dawn' ? failures[repeat] : undefined;
  const sample = {
    id: `${requestId}/${id}/${repeat}`,
    requestId,
    provider: id,
    repeat,
    order: index,
    submittedAt: Date.UTC(2026, 10, 21, 10),
    quotedUsdMicros: usdMicros,
    ...(charges ? { chargedUsdMicros: failure === undefined ? usdMicros + 2_000 * index : 0 } : {}),
    adaptations:
      id === 'apixo' && requestId === 'dawn'
        ? [{ field: 'cfgScale', requested: 0.54, applied: 0.5, reason: 'steps of 0.1' }]
        : [],
    polls: Math.round(totalMs / 12_000),
  };
  if (failure !== undefined) return { ...sample, state: 'failed', ...failure };
  const timing = charges
    ? {
        totalMs,
        queueMs: 4_000 + 800 * index,
        runMs: totalMs - 4_000 - 800 * index,
        basis: 'vendor' as const,
        resolutionMs: 0,
      }
    : { totalMs, basis: 'polls' as const, resolutionMs: 5_000 };
  return { ...sample, state: 'succeeded', timing, clip, fidelity };
}

function toRun(
  samples: readonly Sample[],
  { start, end }: Fidelity,
  durationSeconds: number,
): ComparisonRun {
  return {
    format: 'vidgate-comparison-1',
    id: 'dawn-over-the-ridge',
    createdAt: Date.UTC(2026, 10, 21, 10),
    finishedAt: Date.UTC(2026, 10, 21, 11),
    seed: 7,
    repeats: 6,
    concurrency: 3,
    maxUsd: 15,
    simulated: true,
    requests: [
      {
        id: 'dawn',
        prompt: 'Dawn breaks over the ridge; the lake catches the first light',
        model: 'kling-2.5-turbo-pro',
        durationSeconds,
        aspectRatio: '16:9',
        cfgScale: 0.54,
        ...(start === undefined ? {} : { startFrame: { file: start.asked } }),
        ...(end === undefined ? {} : { endFrame: { file: end.asked } }),
      },
      {
        id: 'fox',
        prompt: 'A fox crosses the hills at dusk, seen from far away',
        model: 'kling-2.5-turbo-pro',
        durationSeconds,
        aspectRatio: '16:9',
      },
    ],
    providers: behaviours.map(({ id }) => ({ id, vendor: id })),
    leftOut: [
      {
        requestId: 'fox',
        provider: 'aimlapi',
        reason: 'duration-not-offered',
        message: 'It offers 5 and 10 seconds.',
      },
    ],
    samples,
    votes: [
      {
        requestId: 'dawn',
        shown: ['dawn/apixo/1', 'dawn/apiframe/1'],
        chosen: 'dawn/apixo/1',
        at: 1,
      },
      { requestId: 'dawn', shown: ['dawn/aimlapi/1', 'dawn/apixo/1'], at: 2 },
    ],
  };
}
