import type { PictureSize } from './to-picture.ts';

/** How much closer the camera is in the middle of a clip. */
const ZOOM = 0.1;

/**
 * The part of a picture (planar 4:2:0) that the camera sees at a moment of the clip, from 0 to 1.
 *
 * The camera rests on the whole picture at both ends, which leaves the first and the last frame exact.
 */
export function moveCamera(picture: Uint8Array, size: PictureSize, progress: number): Uint8Array {
  const { width, height } = size;
  const zoom = 1 + ZOOM * Math.sin(Math.PI * progress) ** 2;
  // Never further aside than what the zoom hides there.
  const aside = 0.8 * ((1 - 1 / zoom) / 2) * Math.sin(2 * Math.PI * progress);
  const seen = new Uint8Array(picture.length);
  let offset = 0;
  for (const half of [1, 2, 2]) {
    const columns = toTaps(width / half, zoom, aside);
    const rows = toTaps(height / half, zoom, 0);
    const end = offset + columns.length * rows.length;
    samplePlane(picture.subarray(offset, end), seen.subarray(offset, end), columns, rows);
    offset = end;
  }
  return seen;
}

/** Where a pixel comes from: the one before, and 256ths of the one after. */
interface Tap {
  readonly before: number;
  readonly after: number;
  readonly weight: number;
}

function toTaps(length: number, zoom: number, aside: number): Tap[] {
  const centre = (length - 1) / 2;
  return Array.from({ length }, (_, index) => {
    const position = centre + (index - centre) / zoom + aside * length;
    const clamped = Math.min(Math.max(position, 0), length - 1);
    const before = Math.floor(clamped);
    const after = Math.min(before + 1, length - 1);
    return { before, after, weight: Math.round((clamped - before) * 256) };
  });
}

function samplePlane(
  source: Uint8Array,
  target: Uint8Array,
  columns: readonly Tap[],
  rows: readonly Tap[],
): void {
  let index = 0;
  for (const row of rows) {
    const above = source.subarray(row.before * columns.length);
    const below = source.subarray(row.after * columns.length);
    for (const { before, after, weight } of columns) {
      const top = mix(above[before], above[after], weight);
      const bottom = mix(below[before], below[after], weight);
      target[index++] = (top * 256 + (bottom - top) * row.weight + 32_768) >> 16;
    }
  }
}

/** 256 times the value between two pixels, which are inside their plane by construction. */
function mix(from = 0, to = 0, weight: number): number {
  return from * 256 + (to - from) * weight;
}
