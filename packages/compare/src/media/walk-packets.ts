import type { InputVideoTrack } from 'mediabunny';
import { EncodedPacketSink } from 'mediabunny';
import { ClipError } from './clip-error.ts';

/** What the index of a video says of its frames. */
export interface PacketFigures {
  readonly count: number;
  /** Seconds; where a player starts to show. */
  readonly startsAt: number;
  /** Seconds; when the last frame is over. */
  readonly endsAt: number;
  /** Seconds; when the last frame begins. */
  readonly lastFrameAt: number;
}

// Ten minutes at 60 frames a second are 36,000; the largest frame of an 8K video is a few MB.
const maxPackets = 200_000;
const maxPacketBytes = 64 * 1024 * 1024;

/**
 * Reads where the frames are and checks that the file can hold them, before any is read: an index of
 * a few bytes may claim gigabytes.
 *
 * @throws {ClipError} with what is wrong, in a sentence
 */
export async function walkIndex(track: InputVideoTrack, fileBytes: number): Promise<PacketFigures> {
  let count = 0;
  let bytes = 0;
  let startsAt = Number.POSITIVE_INFINITY;
  let endsAt = Number.NEGATIVE_INFINITY;
  let lastFrameAt = Number.NEGATIVE_INFINITY;
  const sink = new EncodedPacketSink(track);
  for await (const packet of sink.packets(undefined, undefined, { metadataOnly: true })) {
    count += 1;
    bytes += packet.byteLength;
    startsAt = Math.min(startsAt, packet.timestamp);
    endsAt = Math.max(endsAt, packet.timestamp + packet.duration);
    lastFrameAt = Math.max(lastFrameAt, packet.timestamp);
    if (count > maxPackets) throw new ClipError(`Its index names more than ${maxPackets} frames.`);
    if (packet.byteLength > maxPacketBytes) {
      throw new ClipError(`Its index names a frame of ${packet.byteLength} bytes.`);
    }
    if (bytes > fileBytes) {
      throw new ClipError(
        `It is cut short: its index names more than the ${fileBytes} bytes that are there.`,
      );
    }
  }
  if (count === 0) throw new ClipError('It has no frames.');
  // What lies before 0 is there for the decoder and never shown.
  return { count, startsAt: Math.max(0, startsAt), endsAt, lastFrameAt };
}

/**
 * Reads the bytes of every frame.
 *
 * @throws {ClipError} with what is wrong, in a sentence
 */
export async function readPackets(track: InputVideoTrack, { count }: PacketFigures): Promise<void> {
  let read = 0;
  for await (const packet of new EncodedPacketSink(track).packets()) {
    if (packet.data.byteLength === 0)
      throw new ClipError(`Frame ${read + 1} of ${count} is empty.`);
    read += 1;
  }
  if (read < count) throw new ClipError(`The file ends after ${read} of ${count} frames.`);
}
