import type { SpendScope } from '../ledger/ledger.ts';
import { readNumber } from './read-row.ts';
import type { Prepare } from './sqlite-database.ts';

/** Adds up what the attempts of a scope have cost or may have. */
export function sumSpend({ since, metadata, extra }: SpendScope, prepare: Prepare): number {
  // No key of a JSON object is found by a path here: keys may hold any character.
  const tagged = `AND EXISTS (
    SELECT 1 FROM json_each(metadata) AS entry WHERE entry.key = ? AND entry.value = ?
  )`;
  const sql = `SELECT coalesce(sum(usd_micros), 0) AS total FROM attempts
               WHERE intended_at >= ?
               ${metadata === undefined ? '' : tagged}
               ${extra === true ? 'AND extra = 1' : ''}`;
  const values = metadata === undefined ? [] : [metadata.key, metadata.value];
  return readNumber(prepare(sql).get(since, ...values), 'total');
}
