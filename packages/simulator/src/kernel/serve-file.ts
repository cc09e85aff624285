import { STATUS_CODES } from 'node:http';
import type { Call } from './call.ts';
import { fileResponse } from './file-response.ts';
import type { TaskRunner } from './task-runner.ts';
import type { Workbench } from './workbench.ts';

const videoPath = /^\/videos\/(?<assetId>[\w-]+)\.mp4$/;

/** The path of a task's video on the file host. */
export function videoPathOf(task: { readonly assetId: string }): string {
  return `/videos/${task.assetId}.mp4`;
}

/** Whether the file host, and not the API, is asked. */
export function isFilePath(pathname: string): boolean {
  return pathname.startsWith('/videos/') || pathname.startsWith('/uploads/');
}

/** Answers for the file host: videos of finished tasks, and uploads. Needs no key. */
export async function serveFile(
  call: Call,
  workbench: Workbench,
  tasks: TaskRunner<unknown>,
): Promise<Response> {
  const { faults, files, clips, clock, resultLifetimeMs } = workbench;
  if (call.method !== 'GET' && call.method !== 'HEAD') return plain(405);
  const gone = faults.take('result-gone', 'asset');
  if (gone) return plain(gone.status ?? 404);
  const { pathname } = call.url;
  const upload = files.get(pathname, clock.now());
  if (upload) return fileResponse(call, upload);
  const assetId = videoPath.exec(pathname)?.groups?.['assetId'];
  const task = assetId === undefined ? undefined : tasks.findByAsset(assetId);
  if (task?.state !== 'succeeded') return plain(404);
  if (clock.now() >= (task.completedAt ?? 0) + resultLifetimeMs) return plain(404);
  const bytes = await clips.clipOf(task).catch(() => undefined);
  return bytes ? fileResponse(call, { bytes, mediaType: 'video/mp4' }) : plain(500);
}

function plain(status: number): Response {
  const text = STATUS_CODES[status] ?? '';
  return new Response(text, { status, headers: { 'content-type': 'text/plain' } });
}
