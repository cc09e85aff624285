/** The values that are written and read. */
export type SqliteValue = string | number | bigint | Uint8Array | null;

/** A prepared statement, as far as the ledger uses one. */
export interface SqliteStatementLike {
  run(...values: readonly SqliteValue[]): unknown;
  /** The first row; `undefined` or `null` where there is none. */
  get(...values: readonly SqliteValue[]): unknown;
  all(...values: readonly SqliteValue[]): readonly unknown[];
}

/**
 * The part of a SQLite database that the ledger uses. Node's `DatabaseSync`, better-sqlite3's
 * `Database` and Bun's `Database` all have it, so none of them is a dependency.
 */
export interface SqliteDatabaseLike {
  exec(sql: string): unknown;
  prepare(sql: string): SqliteStatementLike;
  close(): void;
}

/** Prepares a statement once per connection. */
export type Prepare = (sql: string) => SqliteStatementLike;

export function createPrepare(database: SqliteDatabaseLike): Prepare {
  const statements = new Map<string, SqliteStatementLike>();
  return (sql) => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
}

/** Ends a transaction that failed. */
export function rollBack(database: SqliteDatabaseLike): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // A full disk or a lost file has already ended it; why it failed is what matters.
  }
}
