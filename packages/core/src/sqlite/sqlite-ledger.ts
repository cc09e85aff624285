import type { Job } from '../job/job.ts';
import type { Ledger, LedgerAnswers, LedgerCommit, LedgerQuestions } from '../ledger/ledger.ts';
import type { Ports } from '../ports.ts';
import { systemPorts } from '../ports.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import type { JobCache } from './job-cache.ts';
import { createJobCache } from './job-cache.ts';
import { openDatabase } from './open-database.ts';
import { answers, findJob } from './read-ledger.ts';
import type { SharedCommit } from './shared-commit.ts';
import { createSharedCommit } from './shared-commit.ts';
import type { Prepare, SqliteDatabaseLike } from './sqlite-database.ts';
import { createPrepare } from './sqlite-database.ts';
import { toLedgerError } from './sqlite-error.ts';
import { withPatience } from './with-patience.ts';
import { writeChange, writeHealth, writeHeartbeat } from './write-change.ts';
import { writeRemoval } from './write-removal.ts';

/** Settings of {@link sqliteLedger}. */
export interface SqliteLedgerSettings {
  /** Time and chance for the pauses while another process writes. @default the system's */
  readonly ports?: Pick<Ports, 'setTimer' | 'random'> | undefined;
}

/**
 * A ledger in a SQLite file: what was committed survives the process, and the power cut.
 *
 * Several processes of one machine may share the file (not one on a network drive). The file is
 * opened at the first call; it is created where there is none, its folder is not. A file that cannot
 * be used is tried again at the next call.
 *
 * A database that is handed in must be used for nothing else; its busy time-out is set to 0, and it
 * is its owner's to close.
 *
 * @param file a path, or an open database of Node, better-sqlite3 or Bun
 * @throws {VideoGatewayError} from its methods: `ledger-unavailable` when the file cannot be used or
 *   stays locked for 30 s, `configuration` when a newer version or another application has written it
 */
export function sqliteLedger(
  file: string | SqliteDatabaseLike,
  { ports = systemPorts }: SqliteLedgerSettings = {},
): Ledger {
  return new SqliteLedger(file, ports);
}

interface Opened {
  readonly database: SqliteDatabaseLike;
  readonly prepare: Prepare;
  readonly commits: SharedCommit;
  readonly cache: JobCache;
}

class SqliteLedger implements Ledger {
  readonly shared = true;
  readonly #file: string | SqliteDatabaseLike;
  readonly #name: string;
  readonly #patiently: <T>(attempt: () => T) => Promise<T>;
  readonly #calls = new Set<Promise<unknown>>();
  #opening: Promise<Opened> | undefined;
  #closing: Promise<void> | undefined;

  constructor(file: string | SqliteDatabaseLike, ports: Pick<Ports, 'setTimer' | 'random'>) {
    this.#file = file;
    this.#name = typeof file === 'string' ? `"${file}"` : 'database';
    this.#patiently = (attempt) => withPatience(ports, attempt);
  }

  load(jobId: string): Promise<Job | undefined> {
    return this.#call(({ prepare, cache }) =>
      this.#patiently(() => findJob(jobId, prepare, cache)),
    );
  }

  find<Topic extends keyof LedgerQuestions>(
    topic: Topic,
    query: LedgerQuestions[Topic],
  ): Promise<LedgerAnswers[Topic]> {
    return this.#call(({ prepare }) => this.#patiently(() => answers[topic](query, prepare)));
  }

  commit(change: LedgerCommit): Promise<void> {
    return this.#call(
      ({ commits, prepare, cache }) => commits.add(() => write(change, prepare, cache)),
      'job' in change ? change.job.id : undefined,
    );
  }

  async close(): Promise<void> {
    this.#closing ??= this.#end();
    await this.#closing;
  }

  async #call<T>(work: (opened: Opened) => Promise<T>, jobId?: string): Promise<T> {
    const call = this.#open().then(work);
    this.#calls.add(call);
    try {
      return await call;
    } catch (error) {
      throw toLedgerError(error, this.#name, jobId);
    } finally {
      this.#calls.delete(call);
    }
  }

  async #open(): Promise<Opened> {
    if (this.#closing !== undefined) {
      const message = `The ledger ${this.#name} is closed.`;
      throw new VideoGatewayError({ code: 'ledger-unavailable', message });
    }
    this.#opening ??= this.#start();
    const opening = this.#opening;
    try {
      return await opening;
    } catch (error) {
      // The next call tries again: what was in the way may be gone by then.
      if (this.#opening === opening) this.#opening = undefined;
      throw error;
    }
  }

  async #start(): Promise<Opened> {
    const database = await this.#patiently(() => openDatabase(this.#file, this.#name));
    const commits = createSharedCommit(database, this.#patiently);
    return { database, prepare: createPrepare(database), commits, cache: createJobCache() };
  }

  async #end(): Promise<void> {
    await Promise.allSettled(this.#calls);
    const opened = await this.#opening;
    if (typeof this.#file === 'string') opened?.database.close();
  }
}

function write(change: LedgerCommit, prepare: Prepare, cache: JobCache): void {
  if ('heartbeat' in change) writeHeartbeat(change, prepare);
  else if ('forget' in change) writeRemoval(change, prepare);
  else if ('health' in change) writeHealth(change, prepare);
  else writeChange(change, prepare, cache);
}
