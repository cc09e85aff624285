/**
 * The durable ledger: one SQLite file, for the processes of one machine.
 *
 * @module
 */
export type { SqliteDatabaseLike, SqliteStatementLike, SqliteValue } from './sqlite-database.ts';
export type { SqliteLedgerSettings } from './sqlite-ledger.ts';
export { sqliteLedger } from './sqlite-ledger.ts';
