/** The values that are written and read. */
export type SqliteValue = string | number | bigint | Uint8Array | null;

/** A prepared statement, as far as the ledger uses one. */
export interface SqliteStatementLike {
  run(...values: readonly SqliteValue[]): unknown;
  get(...values: readonly SqliteValue[]): unknown;
  all(...values: readonly SqliteValue[]): readonly unknown[];
}

/**
 * The part of a SQLite database that the ledger uses. Node's `DatabaseSync`, better-sqlite3's
 * `Database` and Bun's `Database` all have it, so none of them is a dependency.
 *
 * Its own busy time-out must be 0: waiting inside SQLite would block the event loop.
 */
export interface SqliteDatabaseLike {
  exec(sql: string): unknown;
  prepare(sql: string): SqliteStatementLike;
  close(): void;
}
