import type { InputVideoTrack } from 'mediabunny';
import { BufferSource, EncodedPacketSink, Input, MP4 } from 'mediabunny';
import sharp from 'sharp';

/** The video of an MP4. */
export async function openTrack(clip: Uint8Array): Promise<InputVideoTrack> {
  const input = new Input({ formats: [MP4], source: new BufferSource(clip) });
  const track = await input.getPrimaryVideoTrack();
  if (!track) throw new Error('The clip has no video track.');
  return track;
}

/** The mean difference between a shown picture and a frame cropped to cover it, in steps of 255. */
export async function difference(
  shown: ShownPicture | undefined,
  frame: Uint8Array,
): Promise<number> {
  if (!shown) throw new Error('The clip has no such picture.');
  const expected = await sharp(frame)
    .resize(shown.width, shown.height, { fit: 'cover' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer();
  if (shown.rgb.length !== expected.length) throw new Error('The pictures differ in size.');
  return (
    shown.rgb.reduce((sum, value, at) => sum + Math.abs(value - (expected[at] ?? 0)), 0) /
    shown.rgb.length
  );
}

/** The parts of tinyh264 (untyped, made for browsers) that are used. */
interface DecoderModules {
  toModule(): Promise<object>;
  Decoder: new (
    module: object,
    onPicture: (planes: Uint8Array, width: number, height: number) => void,
  ) => { decode(unit: Uint8Array): void; release(): void };
}

async function loadDecoder(): Promise<DecoderModules> {
  // The module asks a browser's worker scope where it is; its wasm lies inside it.
  Object.assign(globalThis, { self: { location: { href: 'file:///' } } });
  const names = ['tinyh264/es/TinyH264.js', 'tinyh264/es/TinyH264Decoder.js'];
  const [toModule, decoder] = await Promise.all(names.map((name) => import(name)));
  return { toModule: toModule.default, Decoder: decoder.default };
}

/** A decoded picture. */
export interface ShownPicture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Buffer;
}

/** Every picture of a clip as RGB. */
export async function decodeClip(clip: Uint8Array): Promise<ShownPicture[]> {
  const { toModule, Decoder } = await loadDecoder();
  const track = await openTrack(clip);
  const size = { width: await track.getCodedWidth(), height: await track.getCodedHeight() };
  const pictures: ShownPicture[] = [];
  const decoder = new Decoder(await toModule(), (planes, stride, rows) => {
    pictures.push({ ...size, rgb: toRgb(planes, stride, rows, size) });
  });
  for (const unit of await parameterSets(track)) decoder.decode(unit);
  for await (const packet of new EncodedPacketSink(track).packets()) {
    for (const unit of splitUnits(packet.data, 4)) decoder.decode(unit);
  }
  decoder.release();
  return pictures;
}

/** The sequence and the picture parameters, behind a head of five bytes and one count each. */
async function parameterSets(track: InputVideoTrack): Promise<Uint8Array[]> {
  const config = await track.getDecoderConfig();
  if (!config?.description) throw new Error('The track describes no decoder.');
  const description = Buffer.from(
    ArrayBuffer.isView(config.description)
      ? new Uint8Array(
          config.description.buffer,
          config.description.byteOffset,
          config.description.byteLength,
        )
      : new Uint8Array(config.description),
  );
  const afterSequence = 8 + description.readUInt16BE(6);
  return [
    ...splitUnits(description.subarray(6, afterSequence), 2),
    ...splitUnits(description.subarray(afterSequence + 1), 2),
  ];
}

/** MP4 puts a length before each unit of a stream; decoders want a start code instead. */
function splitUnits(data: Uint8Array, lengthBytes: number): Uint8Array[] {
  const bytes = Buffer.from(data);
  const units: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const start = at + lengthBytes;
    at = start + bytes.readUIntBE(at, lengthBytes);
    units.push(Buffer.concat([Buffer.from([0, 0, 0, 1]), bytes.subarray(start, at)]));
  }
  return units;
}

/** BT.601; the decoder's planes reach to whole blocks of 16 pixels, beyond the picture. */
function toRgb(
  planes: Uint8Array,
  stride: number,
  rows: number,
  size: { readonly width: number; readonly height: number },
): Buffer {
  const rgb = Buffer.alloc(size.width * size.height * 3);
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const colour = stride * rows + (y >> 1) * (stride >> 1) + (x >> 1);
      const luma = 1.164 * ((planes[y * stride + x] ?? 0) - 16);
      const cb = (planes[colour] ?? 0) - 128;
      const cr = (planes[colour + (stride * rows) / 4] ?? 0) - 128;
      const channels = [luma + 1.596 * cr, luma - 0.392 * cb - 0.813 * cr, luma + 2.017 * cb];
      rgb.set(
        channels.map((value) => Math.min(255, Math.max(0, Math.round(value)))),
        (y * size.width + x) * 3,
      );
    }
  }
  return rgb;
}
