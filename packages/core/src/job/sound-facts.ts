import type { Cost, TaskAsset, TaskRef, TaskStatus } from '../provider.ts';
import { taskRefSchema } from './job.ts';
import type { VendorTimes } from './job-event.ts';

/**
 * What adapters say is kept only as far as it is sound: one number that is none would make the row of
 * a paid job unreadable.
 */
export function toSoundCost(cost: Cost | undefined): Cost | undefined {
  const usdMicros = Math.round(cost?.usdMicros ?? Number.NaN);
  if (!Number.isSafeInteger(usdMicros) || usdMicros < 0) return undefined;
  const credits = cost?.credits;
  return isAmount(credits) ? { usdMicros, credits } : { usdMicros };
}

export function toSoundTimes({ createdAt, completedAt }: TaskStatus): VendorTimes {
  return {
    ...(isAmount(createdAt) ? { createdAt } : {}),
    ...(isAmount(completedAt) ? { completedAt } : {}),
  };
}

export function toSoundAsset({ url, mediaType, byteLength }: TaskAsset): TaskAsset {
  return {
    url: String(url),
    ...(typeof mediaType === 'string' ? { mediaType } : {}),
    ...(isAmount(byteLength) ? { byteLength } : {}),
  };
}

/** A task that cannot be kept cannot be followed. */
export function toSoundTask(task: TaskRef): TaskRef | undefined {
  const parsed = taskRefSchema.safeParse(task);
  return parsed.success && parsed.data.id !== '' ? parsed.data : undefined;
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
