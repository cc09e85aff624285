import { toErrorRecord } from '../job/to-submit-event.ts';

/** Tells whoever runs the process what no caller is there to hear; never a foreign error's own text. */
export function warn(what: string, error: unknown): void {
  const { code, message } = toErrorRecord(error, { outcome: 'unknown' });
  process.emitWarning(`${what} (${code}: ${message})`, { type: 'VidgateWarning' });
}
