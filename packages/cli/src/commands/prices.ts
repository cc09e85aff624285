import type { DriftRow } from '@vidgate/core';
import { formatUsd } from '@vidgate/core';
import type { Command } from 'commander';
import type { Act } from '../act.ts';
import { exitCodes } from '../exit-codes.ts';
import { noteMissingLedger } from '../find-ledger-file.ts';
import { toTable } from '../output/table.ts';
import { parseSince } from '../parse-since.ts';
import type { AccountReading } from '../read-accounts.ts';
import { readAccount, toPrices } from '../read-accounts.ts';

interface PricesFlags {
  readonly drift?: boolean;
  readonly offline?: boolean;
  readonly since: string;
}

export function addPrices(program: Command, act: Act): void {
  program
    .command('prices')
    .description('what a video costs where, by whose word and how surely')
    .option('--drift', 'instead: what was charged against what was quoted')
    .option('--since <time>', 'with --drift: 24h, 7d, today, 2026-11-01', '30d')
    .option('--offline', 'ask no vendor')
    .action(
      act(async (session, _operands, flags: PricesFlags) => {
        const since = parseSince(flags.since, session.shell.now());
        const signal = session.shell.interruptible();
        const { compose } = await import('../compose.ts');
        await using composed = await compose(session, { drive: false });
        if (flags.drift === true) {
          noteMissingLedger(composed.ledgerFile, session.output);
          const rows = await composed.ledger.find('drift', { since });
          session.output.result({ since, rows }, formatDrift(rows));
          return exitCodes.done;
        }
        // Without providers there are no prices: the gateway says what is missing.
        if (composed.providers.length === 0) await composed.gateway.health();
        const rows = await Promise.all(
          composed.providers.map(async (provider) => ({
            provider: provider.id,
            ...(flags.offline === true
              ? { models: toPrices(provider.offers) }
              : await readAccount(provider, signal)),
          })),
        );
        session.output.result(
          {
            prices: rows.map(({ provider, models, pricesError }: PriceRow) => ({
              provider,
              models,
              pricesError,
            })),
          },
          formatPrices(rows),
        );
        return exitCodes.done;
      }),
    );
}

type PriceRow = Pick<AccountReading, 'models' | 'pricesError'> & { readonly provider: string };

function formatPrices(rows: readonly PriceRow[]): string {
  const lines = rows.flatMap(({ provider, models }) =>
    models.flatMap(({ model, prices }) =>
      prices.map(({ duration, usdMicros, certainty, source, asOf }) => [
        provider,
        model,
        `${duration} s`,
        formatUsd(usdMicros),
        certainty,
        asOf,
        source,
      ]),
    ),
  );
  const table = toTable(
    ['provider', 'model', 'length', 'price', 'certainty', 'date', 'source'],
    lines,
  );
  const unread = rows.flatMap(({ provider, pricesError }) =>
    pricesError === undefined ? [] : [`${provider}: today's prices are not known: ${pricesError}`],
  );
  return [table, ...unread].join('\n');
}

function formatDrift(rows: readonly DriftRow[]): string {
  if (rows.length === 0) return 'no attempt has both a quote and a charge';
  return toTable(
    ['provider', 'model', 'length', 'attempts', 'quoted', 'charged', 'drift'],
    rows.map((row) => [
      row.provider,
      row.model,
      `${row.duration} s`,
      String(row.attempts),
      formatUsd(row.quotedUsdMicros),
      formatUsd(row.chargedUsdMicros),
      describeDrift(row),
    ]),
  );
}

function describeDrift({ quotedUsdMicros, chargedUsdMicros }: DriftRow): string {
  if (quotedUsdMicros === 0) return chargedUsdMicros === 0 ? '0 %' : 'quoted as free';
  const percent = (chargedUsdMicros / quotedUsdMicros - 1) * 100;
  return `${percent > 0 ? '+' : ''}${percent.toFixed(1)} %`;
}
