import type { ClipSpec } from '../clip/render-clip.ts';
import type { TaskRecord } from './simulated-task.ts';

/** Makes an MP4. */
export type ClipRenderer = (spec: ClipSpec) => Promise<Uint8Array>;

/** Pixels of a clip. */
export interface ClipSize {
  readonly width: number;
  readonly height: number;
}

/** The videos of finished tasks: encoded when first downloaded, then kept. */
export interface ClipStore {
  clipOf(task: TaskRecord<unknown>): Promise<Uint8Array>;
  /** Undefined until the video was downloaded once. */
  byteSizeOf(task: TaskRecord<unknown>): number | undefined;
}

const landscape: ClipSize = { width: 320, height: 180 };
const portrait: ClipSize = { width: 180, height: 320 };
const square: ClipSize = { width: 240, height: 240 };

/** Creates a {@link ClipStore}; without `size` the clip takes the shape of its ratio or frame. */
export function createClipStore(settings: {
  size: ClipSize | undefined;
  render: ClipRenderer;
}): ClipStore {
  const rendering = new Map<string, Promise<Uint8Array>>();
  const byteSizes = new Map<string, number>();
  const render = async (task: TaskRecord<unknown>): Promise<Uint8Array> => {
    const { start, end } = task.frames ?? {};
    const bytes = await settings.render({
      ...(settings.size ?? clipSizeOf(task)),
      durationSeconds: task.spec.durationSeconds,
      label: task.spec.prompt,
      ...(start && { startFrame: start.bytes }),
      ...(end && { endFrame: end.bytes }),
    });
    byteSizes.set(task.assetId, bytes.byteLength);
    return bytes;
  };
  return {
    clipOf(task) {
      const { assetId } = task;
      const clip = rendering.get(assetId) ?? render(task);
      rendering.set(assetId, clip);
      // A clip that could not be encoded is tried anew at the next download.
      clip.catch(() => rendering.delete(assetId));
      return clip;
    },
    byteSizeOf: (task) => byteSizes.get(task.assetId),
  };
}

/** Loads the encoder at the first video, so that importing the simulator stays cheap. */
export const renderLazily: ClipRenderer = async (spec) => {
  const { renderClip } = await import('../clip/render-clip.ts');
  return await renderClip(spec);
};

function clipSizeOf(task: TaskRecord<unknown>): ClipSize {
  const frame = task.frames?.start?.size ?? task.frames?.end?.size;
  const [width = 16, height = 9] = frame
    ? [frame.width, frame.height]
    : (task.spec.aspectRatio ?? '16:9').split(':').map(Number);
  if (width > height) return landscape;
  return width < height ? portrait : square;
}
