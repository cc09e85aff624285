import type { Mutant } from './mutant.ts';

const check = 'packages/core/src/ledger/check-change.ts';
const memory = 'packages/core/src/ledger/memory-ledger.ts';
const addUp = 'packages/core/src/ledger/add-up.ts';
const row = 'packages/core/src/ledger/attempt-row.ts';
const write = 'packages/core/src/sqlite/write-change.ts';
const readSpend = 'packages/core/src/sqlite/read-spend.ts';
const commit = 'packages/core/src/sqlite/shared-commit.ts';
const cache = 'packages/core/src/sqlite/job-cache.ts';
const schema = 'packages/core/src/sqlite/schema.ts';
const rowTest = 'packages/core/src/ledger/attempt-row.test.ts';
const rulesTest = 'packages/core/test/ledger/sqlite-rules.test.ts';
const memoryTest = 'packages/core/src/ledger/memory-ledger.test.ts';
const contract = 'packages/core/test/ledger/conformance.test.ts';
const filesTest = 'packages/core/test/ledger/sqlite-files.test.ts';

/** Bugs in what a ledger must hold by itself, whoever is careless. */
export const ledgerMutants: readonly Mutant[] = [
  {
    name: 'an older version of a job overwrites a newer one',
    file: check,
    find: 'job.version !== stored.version + 1',
    replace: 'job.version > stored.version + 1',
    mustFail: [memoryTest],
  },
  {
    name: 'a job has two live attempts',
    file: check,
    find: 'isLive(state)).length > 1',
    replace: 'isLive(state)).length > 2',
    mustFail: [memoryTest],
  },
  {
    name: 'two attempts of two jobs have one task',
    file: check,
    find: 'owners.get(key) ?? ownerOfTask(provider, task.id) ?? self',
    replace: 'owners.get(key) ?? self',
    mustFail: [memoryTest],
  },
  {
    name: 'two attempts of one job have one task',
    file: check,
    find: 'owners.get(key) ?? ownerOfTask(provider, task.id) ?? self',
    replace: 'ownerOfTask(provider, task.id) ?? self',
    mustFail: [memoryTest],
  },
  {
    name: 'an idempotency key has two jobs',
    file: check,
    find: 'holder !== undefined && holder !== job.id',
    replace: "holder === ''",
    mustFail: [memoryTest],
  },
  {
    name: 'a limit may be passed by one attempt',
    file: check,
    find: 'if (spentUsdMicros <= usdMicros) return;',
    replace: 'if (spentUsdMicros <= 2 * usdMicros) return;',
    mustFail: [contract],
  },
  {
    name: 'a job that is not over can be forgotten',
    file: check,
    find: '  if (isFinal(job)) return;\n',
    replace: '  return;\n',
    mustFail: [contract],
  },
  {
    name: 'health is overwritten by who knows less',
    file: check,
    find: 'if (version === storedVersion + 1) return;',
    replace: 'if (version >= 1) return;',
    mustFail: [contract],
  },
  {
    name: 'a task that was given up cannot be followed by another job',
    file: check,
    find: "return state === 'abandoned' ? undefined : task;",
    replace: 'return task;',
    mustFail: [contract],
  },
  {
    name: 'in memory a change that is refused leaves its job',
    file: memory,
    find: '    for (const limit of limits) {',
    replace: '    this.#jobs.set(job.id, job);\n    for (const limit of limits) {',
    mustFail: [contract],
  },
  {
    name: 'in memory frames of a finished job stay for ever',
    file: memory,
    find: '    if (isFinal(job)) this.#forgetMediaOf(job);\n',
    replace: '',
    mustFail: [memoryTest],
  },
  {
    name: 'in memory frames go with the first of two jobs',
    file: memory,
    find: 'jobIds.delete(job.id) && jobIds.size === 0',
    replace: 'jobIds.delete(job.id)',
    mustFail: [memoryTest],
  },
  {
    name: 'in memory jobs of a process that lives are orphans',
    file: memory,
    find: '?? 0) < now)',
    replace: '?? 0) < Infinity)',
    mustFail: [contract],
  },
  {
    name: 'in memory yesterday’s spend counts against today',
    file: addUp,
    find: 'if (row.intendedAt < since || (extra',
    replace: 'if ((extra',
    mustFail: [contract],
  },
  {
    name: 'in memory one customer’s spend counts against another',
    file: addUp,
    find: 'job.request.metadata[metadata.key] !== metadata.value',
    replace: 'job.request.metadata[metadata.key] === undefined',
    mustFail: [contract],
  },
  {
    name: 'what is only reserved counts as charged',
    file: row,
    find: "spend?.basis === 'charged' ? cost?.usdMicros : undefined",
    replace: 'cost?.usdMicros',
    mustFail: [rowTest],
  },
  {
    name: 'in SQLite the budget is not looked at in the commit',
    file: write,
    find: '  for (const limit of limits) checkLimit(job, limit, sumSpend(limit, prepare));\n',
    replace: '',
    mustFail: [contract],
  },
  {
    name: 'in SQLite the budget is looked at before what is spent is written',
    file: write,
    find: '  writeAttempts(job, prepare);\n  // After',
    replace:
      '  for (const limit of limits) checkLimit(job, limit, sumSpend(limit, prepare));\n  writeAttempts(job, prepare);\n  if (limits.length > 0) return;\n  // After',
    mustFail: [contract],
  },
  {
    name: 'in SQLite frames of a held job are forgotten',
    file: write,
    find: '  if (isFinal(job)) forgetMedia(job.id, prepare);',
    replace: '  forgetMedia(job.id, prepare);',
    mustFail: [contract],
  },
  {
    name: 'in SQLite frames go with the first of two jobs',
    file: write,
    find: 'others.job_id <> ?',
    replace: 'others.job_id IS NULL AND others.job_id <> ?',
    mustFail: [contract],
  },
  {
    name: 'in SQLite extra attempts are not told from others',
    file: readSpend,
    find: "extra === true ? 'AND extra = 1' : ''",
    replace: "extra === true ? '' : ''",
    mustFail: [contract],
  },
  {
    name: 'in SQLite the day of an attempt is that of its end',
    file: readSpend,
    find: "strftime('%Y-%m-%d', intended_at / 1000.0, 'unixepoch')",
    replace: "strftime('%Y-%m-%d', settled_at / 1000.0, 'unixepoch')",
    mustFail: [rulesTest],
  },
  {
    name: 'in SQLite a refused change takes the others of its commit with it',
    file: commit,
    find: 'const canPart = batch.length > 1 && !isBusy(error);',
    replace: 'const canPart = false;',
    mustFail: [contract],
  },
  {
    name: 'in SQLite a change counts as stored before it is',
    file: commit,
    find: "    for (const item of batch) item.write();\n    database.exec('COMMIT');",
    replace: "    for (const item of batch) item.write();\n    database.exec('ROLLBACK');",
    mustFail: [filesTest],
  },
  {
    name: 'what another process has changed is read from memory',
    file: cache,
    find: 'if (known?.body !== body) return undefined;',
    replace: 'if (known === undefined) return undefined;',
    mustFail: [rulesTest],
  },
  {
    name: 'in SQLite nothing but care keeps a task with one attempt',
    file: schema,
    find: '   CREATE UNIQUE INDEX one_attempt_per_task ON attempts (provider, task_id) WHERE task_id IS NOT NULL;\n',
    replace: '',
    mustFail: [rulesTest],
  },
  {
    name: 'in SQLite nothing but care keeps a job to one live attempt',
    file: schema,
    find: '   CREATE UNIQUE INDEX one_live_attempt ON attempts (job_id) WHERE live = 1;\n',
    replace: '',
    mustFail: [rulesTest],
  },
  {
    name: 'a file of a newer version is written to',
    file: schema,
    find: 'if (version <= steps.length) return version;',
    replace: 'if (version < 99_999) return version;',
    mustFail: [filesTest],
  },
];
