import type { ProviderReport } from '@vidgate/core';
import type { Command } from 'commander';
import type { Act } from '../act.ts';
import { exitCodes } from '../exit-codes.ts';
import { describeBalance, describePrice, describeTime } from '../output/describe-price.ts';
import { toTable } from '../output/table.ts';
import type { AccountReading } from '../read-accounts.ts';
import { readAccount, toPrices } from '../read-accounts.ts';
import { knownVendors } from '../vendors.ts';

interface ProvidersFlags {
  readonly offline?: boolean;
}

/** One row: a provider that is configured, or a vendor that could be. */
interface ProviderRow extends Partial<AccountReading> {
  readonly provider: string;
  readonly vendor: string;
  readonly configured: boolean;
  /** The environment variable that would configure it. */
  readonly keyVariable?: string | undefined;
  readonly health?: ProviderReport | undefined;
}

export function addProviders(program: Command, act: Act): void {
  program
    .command('providers')
    .description('who is configured, with balances, prices and health; asks only what is free')
    .option('--offline', 'ask no vendor')
    .action(
      act(async (session, _operands, { offline }: ProvidersFlags) => {
        const signal = session.shell.interruptible();
        const { compose } = await import('../compose.ts');
        await using composed = await compose(session, { drive: false });
        const { providers } = composed;
        const health = providers.length === 0 ? [] : await composed.gateway.health();
        const configured = await Promise.all(
          providers.map(async (provider): Promise<ProviderRow> => {
            const { id, vendor, offers } = provider;
            const reading =
              offline === true ? { models: toPrices(offers) } : await readAccount(provider, signal);
            const report = health.find((one) => one.provider === id);
            return { provider: id, vendor, configured: true, ...reading, health: report };
          }),
        );
        const others = knownVendors
          .filter(({ name }) => !providers.some(({ vendor }) => vendor === name))
          .map(
            ({ name, keyVariable }): ProviderRow => ({
              provider: name,
              vendor: name,
              configured: false,
              keyVariable,
            }),
          );
        const rows = [...configured, ...others];
        session.output.result({ providers: rows }, formatProviders(rows));
        return exitCodes.done;
      }),
    );
}

function formatProviders(rows: readonly ProviderRow[]): string {
  const table = toTable(
    ['provider', 'configured', 'balance', 'health'],
    rows.map((row) => [
      row.provider,
      row.configured ? 'yes' : `no: set ${row.keyVariable}`,
      row.balance ? describeBalance(row.balance) : (row.balanceError ?? '-'),
      row.health === undefined ? '-' : describeHealth(row.health),
    ]),
  );
  const prices = rows.flatMap(({ provider, models = [] }) =>
    models.flatMap(({ model, prices: known }) =>
      known.map((price) => `${provider} ${model} ${describePrice(price)}`),
    ),
  );
  return [table, '', 'prices', ...prices].join('\n');
}

function describeHealth({ standing, models }: ProviderReport): string {
  const hindered = standing ?? models.find((model) => model.standing)?.standing;
  if (hindered === undefined) return 'takes jobs';
  const until = hindered.until === undefined ? '' : ` until ${describeTime(hindered.until)}`;
  return `${hindered.reason}${until}: ${hindered.message}`;
}
