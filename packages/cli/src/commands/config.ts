import type { ConfigCheck } from '@vidgate/config';
import type { Command } from 'commander';
import type { Act } from '../act.ts';
import { exitCodes } from '../exit-codes.ts';

interface ConfigCheckFlags {
  readonly online?: boolean;
}

export function addConfig(program: Command, act: Act): void {
  const config = program.command('config').description('the configuration');
  config
    .command('check')
    .description('what the configuration comes to, and what is missing; sends nothing')
    .option('--online', 'ask the vendors what is free to ask')
    .action(
      act(async (session, _operands, { online = false }: ConfigCheckFlags) => {
        const { shell, output } = session;
        const signal = shell.interruptible();
        const { load } = await import('../compose.ts');
        const { checkConfig } = await import('@vidgate/config');
        const loaded = await load(session);
        const check = await checkConfig(loaded, { env: shell.environment, online, signal });
        output.result(check, formatCheck(check));
        return check.ok ? exitCodes.done : exitCodes.usage;
      }),
    );
}

function formatCheck(check: ConfigCheck): string {
  const { source, profile, ledger, archive, providers, missingKeys, ok } = check;
  const lines = [
    `config    ${source}${profile === undefined ? '' : `, profile ${profile}`}`,
    `ledger    ${ledger}`,
    ...(archive === undefined ? [] : [`archive   ${archive}`]),
    ...providers.flatMap(formatProvider),
    ...(missingKeys.length === 0 ? [] : [`missing   ${missingKeys.join(', ')}`]),
    ok ? 'ok' : 'not ok',
  ];
  return lines.join('\n');
}

function formatProvider(provider: ConfigCheck['providers'][number]): readonly string[] {
  const { id, vendor, enabled, keyVariable, hasKey, capabilities, calls = [] } = provider;
  const key = hasKey === undefined ? 'its package knows the key' : describeKey(keyVariable, hasKey);
  return [
    `provider  ${id}${id === vendor ? '' : ` (${vendor})`}: ${enabled ? key : `off; ${key}`}`,
    ...(enabled ? capabilities.map((line) => `          ${line}`) : []),
    ...calls.map(({ call, ok, answer }) => `          ${call}: ${ok ? '' : 'failed: '}${answer}`),
  ];
}

function describeKey(variable: string | undefined, isSet: boolean): string {
  return `${variable} is ${isSet ? 'set' : 'not set'}`;
}
