import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registerMediabunnyServer } from '@mediabunny/server';
import type { Rotation } from 'mediabunny';
import {
  AudioSample,
  AudioSampleSource,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  FilePathSource,
  FilePathTarget,
  Input,
  MP4,
  Mp4OutputFormat,
  Output,
  VideoSampleSink,
  VideoSampleSource,
} from 'mediabunny';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import type { ClipSpec } from '../../../simulator/src/clip/render-clip.ts';
import { renderClip } from '../../../simulator/src/clip/render-clip.ts';

/** A folder that is gone when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vidgate-compare-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A simulator's clip in a file; the same spec is encoded once for all tests of a file. */
export async function writeClip(folder: string, spec: Partial<ClipSpec> = {}): Promise<string> {
  const whole = { durationSeconds: 1, width: 320, height: 180, ...spec };
  const key = JSON.stringify(whole);
  const clip = rendered.get(key) ?? renderClip(whole);
  rendered.set(key, clip);
  const path = join(folder, 'clip.mp4');
  await writeFile(path, await clip);
  return path;
}

const rendered = new Map<string, Promise<Uint8Array>>();

/** A picture with edges, in two colours. */
export async function drawPicture(
  left: string,
  right: string,
  { width = 640, height = 360, type = 'png' as 'png' | 'jpeg' | 'webp' } = {},
): Promise<Uint8Array> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" width="${width}" height="${height}" preserveAspectRatio="none">
    <linearGradient id="fill"><stop stop-color="${left}"/><stop offset="1" stop-color="${right}"/></linearGradient>
    <rect width="640" height="360" fill="url(#fill)"/>
    <circle cx="150" cy="120" r="70" fill="white"/>
    <rect x="380" y="150" width="160" height="120" fill="black"/>
  </svg>`;
  return await sharp(Buffer.from(svg)).toFormat(type).toBuffer();
}

/** A clip in H.264 High, with its index in front of its frames. */
export async function writeHighClip(folder: string): Promise<string> {
  const path = join(folder, 'high.mp4');
  if (high === undefined) high = await readFile(await encodeHigh(await writeClip(folder)));
  await writeFile(path, high);
  return path;
}

let high: Buffer | undefined;

async function encodeHigh(path: string): Promise<string> {
  registerMediabunnyServer({ hardwareContext: null });
  using input = new Input({ formats: [MP4], source: new FilePathSource(path) });
  const track = await input.getPrimaryVideoTrack();
  if (track === null) throw new Error('The clip has no video.');
  const to = `${path}.encoded`;
  const source = new VideoSampleSource({
    codec: 'avc',
    bitrate: 2e6,
    fullCodecString: 'avc1.640028',
  });
  const format = new Mp4OutputFormat({ fastStart: 'in-memory' });
  const output = new Output({ format, target: new FilePathTarget(to) });
  output.addVideoTrack(source);
  await output.start();
  for await (const sample of new VideoSampleSink(track).samples()) {
    await source.add(sample);
    sample.close();
  }
  await output.finalize();
  return to;
}

/** The clip with a note to the player to turn it, and with its index in front of its frames. */
export async function turnClip(path: string, rotation: Rotation): Promise<string> {
  using input = new Input({ formats: [MP4], source: new FilePathSource(path) });
  const track = await input.getPrimaryVideoTrack();
  const decoderConfig = await track?.getDecoderConfig();
  if (!track || !decoderConfig) throw new Error('The clip has no video.');
  const to = path.replace('.mp4', `-${rotation}.mp4`);
  const source = new EncodedVideoPacketSource('avc');
  const output = new Output({
    format: new Mp4OutputFormat({ fastStart: 'in-memory' }),
    target: new FilePathTarget(to),
  });
  output.addVideoTrack(source, { rotation });
  await output.start();
  for await (const packet of new EncodedPacketSink(track).packets()) {
    await source.add(packet, { decoderConfig });
  }
  await output.finalize();
  return to;
}

/** An MP4 of a second of silence. */
export async function writeSound(folder: string): Promise<string> {
  registerMediabunnyServer({ hardwareContext: null });
  const to = join(folder, 'sound.mp4');
  const source = new AudioSampleSource({ codec: 'aac', bitrate: 64_000 });
  const output = new Output({ format: new Mp4OutputFormat(), target: new FilePathTarget(to) });
  output.addAudioTrack(source);
  await output.start();
  const data = new Float32Array(48_000);
  const shape = { format: 'f32', numberOfChannels: 1, sampleRate: 48_000, timestamp: 0 } as const;
  using sample = new AudioSample({ ...shape, data });
  await source.add(sample);
  await output.finalize();
  return to;
}

/** The file with some bytes written over others. */
export async function patchFile(
  path: string,
  at: (file: Buffer) => number,
  bytes: Uint8Array,
): Promise<string> {
  const file = await readFile(path);
  file.set(bytes, at(file));
  await writeFile(path, file);
  return path;
}
