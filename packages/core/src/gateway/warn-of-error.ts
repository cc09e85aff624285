import { toErrorRecord } from '../job/to-submit-event.ts';
import { warn } from '../warn.ts';

/** Warns of an error that no caller is there to hear; never with a foreign error's own text. */
export function warnOfError(what: string, error: unknown): void {
  const { code, message } = toErrorRecord(error, { outcome: 'unknown' });
  warn(`${what} (${code}: ${message})`);
}
