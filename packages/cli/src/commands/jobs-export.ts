import { open } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Act } from '../act.ts';
import { exitCodes } from '../exit-codes.ts';
import { noteMissingLedger } from '../find-ledger-file.ts';
import type { JobFilterFlags } from '../jobs/read-jobs.ts';
import { addJobFilter, readJobs, toStates } from '../jobs/read-jobs.ts';
import { parseSince } from '../parse-since.ts';
import { checkOutput } from '../request/check-output.ts';

interface JobsExportFlags extends JobFilterFlags {
  readonly out?: string;
  readonly since?: string;
}

export function addJobsExport(jobs: Command, act: Act): void {
  addJobFilter(jobs.command('export'))
    .description('jobs with everything that happened to them, one JSON object a line')
    .option('--since <time>', 'only jobs created since: 24h, 7d, today, 2026-11-01')
    .option('--out <file>', 'a file (default: stdout)')
    .action(
      act(async (session, _operands, flags: JobsExportFlags) => {
        const { shell, output } = session;
        const since = flags.since === undefined ? 0 : parseSince(flags.since, shell.now());
        const path = flags.out && (await checkOutput('--out', flags.out, shell.folder));
        const { compose } = await import('../compose.ts');
        await using composed = await compose(session, { drive: false });
        noteMissingLedger(composed.ledgerFile, session.output);
        const { ledger } = composed;
        const file = path === undefined ? undefined : await open(path, 'w');
        let count = 0;
        try {
          for await (const job of readJobs(ledger, { states: toStates(flags) })) {
            // Newest first, so everything after this one is older still.
            if (job.createdAt < since) break;
            const events = await ledger.find('events', { jobId: job.id });
            const line = `${JSON.stringify({ job, events })}\n`;
            if (file === undefined) shell.stdout.write(line);
            else await file.write(line);
            count += 1;
          }
        } finally {
          await file?.close();
        }
        if (path !== undefined) {
          output.result({ path, jobs: count }, `${count} jobs written to ${path}`);
        }
        return flags.held === true && count > 0 ? exitCodes.held : exitCodes.done;
      }),
    );
}
