import type { LoadedConfig } from '@vidgate/config';
import type { Command } from 'commander';
import type { Act } from '../act.ts';
import type { Composition } from '../compose.ts';
import { checkLedger } from '../doctor/check-ledger.ts';
import { compareWithConfig } from '../doctor/compare-with-config.ts';
import { describeSetting } from '../doctor/describe-setting.ts';
import { examineProvider } from '../doctor/examine-provider.ts';
import type { Finding } from '../doctor/finding.ts';
import { probeResultLifetime } from '../doctor/probe-result-lifetime.ts';
import { toProbeTarget } from '../doctor/to-probe-target.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Shell } from '../session.ts';

interface DoctorFlags {
  readonly readOnly?: boolean;
}

export function addDoctor(program: Command, act: Act): void {
  program
    .command('doctor')
    .description("checks keys, ledger and what the vendors' documents leave open; costs nothing")
    .option('--read-only', 'send nothing to where videos are ordered, not even to be refused')
    .action(
      act(async (session, _operands, { readOnly = false }: DoctorFlags) => {
        const { shell, output } = session;
        const { compose } = await import('../compose.ts');
        await using composed = await compose(session, { drive: false });
        // Without providers there is nothing to examine: the gateway says what is missing.
        if (composed.providers.length === 0) await composed.gateway.health();
        const { loaded, isSandboxed } = composed;
        if (isSandboxed) output.note('note: simulated vendors answer, so settle nothing by this');
        const findings = (await examine(composed, shell, readOnly)).map((finding) =>
          compareWithConfig(finding, loaded),
        );
        output.result({ findings }, formatFindings(findings, loaded));
        const isWell = findings.every(({ state }) => state !== 'problem');
        return isWell ? exitCodes.done : exitCodes.failed;
      }),
    );
}

async function examine(
  composed: Composition,
  shell: Shell,
  readOnly: boolean,
): Promise<readonly Finding[]> {
  const { providers, loaded, ledger, download } = composed;
  const signal = shell.interruptible();
  const now = shell.now();
  const { finding, isReadable } = await checkLedger(composed);
  const examined = await Promise.all(
    providers.map(async (provider) => {
      const target = toProbeTarget(provider, loaded, shell.environment, signal);
      const findings = await examineProvider(provider, { target, readOnly, signal });
      if (!isReadable) return findings;
      const about = { provider: provider.id, ledger, download, now, signal };
      return [...findings, await probeResultLifetime(about)];
    }),
  );
  return [finding, ...examined.flat()];
}

const signs = { good: '+', problem: '!', unknown: '?' } as const;

function formatFindings(findings: readonly Finding[], loaded: LoadedConfig): string {
  return findings
    .flatMap(({ provider, state, question, answer, meaning, setting }) => [
      `${signs[state]} ${provider === undefined ? '' : `${provider}: `}${question}`,
      `    ${answer}`,
      `    ${meaning}`,
      ...(setting === undefined ? [] : [`    setting: ${describeSetting(setting, loaded)}`]),
    ])
    .join('\n');
}
