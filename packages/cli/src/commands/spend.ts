import type { SpendQuery, SpendRow } from '@vidgate/core';
import { formatUsd } from '@vidgate/core';
import type { Command } from 'commander';
import type { Act } from '../act.ts';
import { exitCodes } from '../exit-codes.ts';
import { noteMissingLedger } from '../find-ledger-file.ts';
import { toTable } from '../output/table.ts';
import { parseSince } from '../parse-since.ts';
import { usageError } from '../usage-error.ts';

interface SpendFlags {
  readonly since: string;
  readonly by: string;
}

export function addSpend(program: Command, act: Act): void {
  program
    .command('spend')
    .description('what attempts have cost or may have, from the ledger')
    .option('--since <time>', '24h, 7d, today, 2026-11-01', '30d')
    .option('--by <what>', 'provider, model, day, total, or metadata:KEY', 'provider')
    .action(
      act(async (session, _operands, flags: SpendFlags) => {
        const since = parseSince(flags.since, session.shell.now());
        const by = toBy(flags.by);
        const { compose } = await import('../compose.ts');
        await using composed = await compose(session, { drive: false });
        noteMissingLedger(composed.ledgerFile, session.output);
        const rows = await composed.ledger.find('spend', { since, by });
        session.output.result({ since, rows }, formatSpend(flags.by, rows));
        return exitCodes.done;
      }),
    );
}

function toBy(text: string): SpendQuery['by'] {
  if (text === 'total') return undefined;
  if (text === 'provider' || text === 'model' || text === 'day') return text;
  const metadata = /^metadata:(.+)$/.exec(text)?.[1];
  if (metadata !== undefined) return { metadata };
  throw usageError(`--by: got "${text}"; allowed: provider, model, day, total, metadata:KEY`);
}

function formatSpend(by: string, rows: readonly SpendRow[]): string {
  if (rows.length === 0) return 'nothing was spent';
  return toTable(
    [by, 'attempts', 'spent', 'of it charged', 'still open', 'price unknown'],
    rows.map((row) => [
      row.key === '' ? '-' : row.key,
      String(row.attempts),
      formatUsd(row.usdMicros),
      formatUsd(row.chargedUsdMicros),
      formatUsd(row.reservedUsdMicros),
      String(row.unpriced),
    ]),
  );
}
