import type {
  DriftRow,
  LedgerQuestions,
  OutcomeRow,
  SpendQuery,
  SpendRow,
  SpendScope,
} from '../ledger/ledger.ts';
import { minuteMs } from '../time.ts';
import { readNumber, readText } from './read-row.ts';
import type { Prepare, SqliteValue } from './sqlite-database.ts';

/** No key of a JSON object is found by a path here: keys may hold any character. */
const taggedSql =
  'SELECT 1 FROM json_each(metadata) AS entry WHERE entry.key = ? AND entry.value = ?';
const valueSql = 'SELECT entry.value FROM json_each(metadata) AS entry WHERE entry.key = ?';

/** Adds up what the attempts of a scope have cost or may have. */
export function sumSpend({ since, metadata, extra }: SpendScope, prepare: Prepare): number {
  const sql = `SELECT coalesce(sum(usd_micros), 0) AS total FROM attempts
               WHERE intended_at >= ?
               ${metadata === undefined ? '' : `AND EXISTS (${taggedSql})`}
               ${extra === true ? 'AND extra = 1' : ''}`;
  const values = metadata === undefined ? [] : [metadata.key, metadata.value];
  return readNumber(prepare(sql).get(since, ...values), 'total');
}

export function findSpend({ since, until, by }: SpendQuery, prepare: Prepare): readonly SpendRow[] {
  const { key, values } = toKey(by);
  const rows = prepare(
    `SELECT ${key} AS key,
       count(*) AS attempts,
       coalesce(sum(usd_micros), 0) AS usd_micros,
       coalesce(sum(usd_micros) FILTER (WHERE reserved = 1), 0) AS reserved_usd_micros,
       coalesce(sum(charged_usd_micros), 0) AS charged_usd_micros,
       count(*) FILTER (WHERE usd_micros IS NULL) AS unpriced
     FROM attempts
     WHERE costly = 1 AND intended_at >= ? AND intended_at < ?
     GROUP BY 1 ORDER BY 1`,
  ).all(...values, since, until ?? Number.MAX_SAFE_INTEGER);
  return rows.map((row) => ({
    key: readText(row, 'key'),
    attempts: readNumber(row, 'attempts'),
    usdMicros: readNumber(row, 'usd_micros'),
    reservedUsdMicros: readNumber(row, 'reserved_usd_micros'),
    chargedUsdMicros: readNumber(row, 'charged_usd_micros'),
    unpriced: readNumber(row, 'unpriced'),
  }));
}

function toKey(by: SpendQuery['by']): { readonly key: string; readonly values: SqliteValue[] } {
  switch (by) {
    case undefined:
      return { key: "''", values: [] };
    case 'provider':
    case 'model':
      return { key: by, values: [] };
    case 'day':
      return { key: "strftime('%Y-%m-%d', intended_at / 1000.0, 'unixepoch')", values: [] };
    default:
      return { key: `coalesce((${valueSql}), '')`, values: [by.metadata] };
  }
}

export function findOutcomes(
  { since }: LedgerQuestions['outcomes'],
  prepare: Prepare,
): readonly OutcomeRow[] {
  const rows = prepare(
    `SELECT provider, model,
       CAST(settled_at / ${minuteMs} AS INTEGER) * ${minuteMs} AS at,
       count(*) FILTER (WHERE outcome = 'succeeded') AS succeeded,
       count(*) FILTER (WHERE outcome = 'failed') AS failed,
       count(*) FILTER (WHERE outcome = 'refused') AS refused
     FROM attempts
     WHERE outcome IS NOT NULL AND settled_at >= ?
     GROUP BY 3, 1, 2 ORDER BY 3`,
  ).all(since);
  return rows.map((row) => ({
    provider: readText(row, 'provider'),
    model: readText(row, 'model'),
    at: readNumber(row, 'at'),
    succeeded: readNumber(row, 'succeeded'),
    failed: readNumber(row, 'failed'),
    refused: readNumber(row, 'refused'),
  }));
}

export function findDrift(
  { since }: LedgerQuestions['drift'],
  prepare: Prepare,
): readonly DriftRow[] {
  const rows = prepare(
    `SELECT provider, model, duration,
       count(*) AS attempts,
       sum(quoted_usd_micros) AS quoted_usd_micros,
       sum(charged_usd_micros) AS charged_usd_micros
     FROM attempts
     WHERE intended_at >= ? AND quoted_usd_micros IS NOT NULL AND charged_usd_micros IS NOT NULL
     GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
  ).all(since);
  return rows.map((row) => ({
    provider: readText(row, 'provider'),
    model: readText(row, 'model'),
    duration: readNumber(row, 'duration'),
    attempts: readNumber(row, 'attempts'),
    quotedUsdMicros: readNumber(row, 'quoted_usd_micros'),
    chargedUsdMicros: readNumber(row, 'charged_usd_micros'),
  }));
}
