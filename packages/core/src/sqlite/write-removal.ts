import { checkRemoval } from '../ledger/check-change.ts';
import type { LedgerRemoval } from '../ledger/ledger.ts';
import { readText } from './read-row.ts';
import type { Prepare } from './sqlite-database.ts';
import { forgetMedia } from './write-change.ts';

/** Forgets finished jobs, with their attempts, events and media; inside a transaction. */
export function writeRemoval({ forget }: LedgerRemoval, prepare: Prepare): void {
  for (const id of forget) {
    const row = prepare('SELECT id, state FROM jobs WHERE id = ?').get(id);
    if (!row) continue;
    checkRemoval({ id, state: readText(row, 'state') });
    forgetMedia(id, prepare);
    prepare('DELETE FROM events WHERE job_id = ?').run(id);
    prepare('DELETE FROM attempts WHERE job_id = ?').run(id);
    prepare('DELETE FROM jobs WHERE id = ?').run(id);
  }
}
