import type { VideoProvider } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import type { Command } from 'commander';
import type { Act } from '../act.ts';
import type { Composition } from '../compose.ts';
import type { ProbeTarget } from '../doctor/ask-vendor.ts';
import type { Finding } from '../doctor/finding.ts';
import { probeVendor } from '../doctor/probe-vendor.ts';
import { toProbeTarget } from '../doctor/to-probe-target.ts';
import { exitCodes } from '../exit-codes.ts';
import { describeBalance } from '../output/describe-price.ts';
import { readAccount } from '../read-accounts.ts';

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
        const signal = shell.interruptible();
        const { compose } = await import('../compose.ts');
        await using composed = await compose(session, { drive: false });
        const findings: Finding[] = [await checkLedger(composed)];
        // Without providers there is nothing to examine: the gateway says what is missing.
        if (composed.providers.length === 0) await composed.gateway.health();
        const examined = await Promise.all(
          composed.providers.map(async (provider) => {
            const target = toProbeTarget(provider, composed.loaded, shell.environment, signal);
            return await examine(provider, target, { readOnly, signal });
          }),
        );
        findings.push(...examined.flat());
        output.result({ findings }, formatFindings(findings));
        const isWell = findings.every(({ state }) => state !== 'problem');
        return isWell ? exitCodes.done : exitCodes.failed;
      }),
    );
}

async function checkLedger({ ledger }: Composition): Promise<Finding> {
  const about = { question: 'Can the ledger be used?' };
  try {
    const { jobs } = await ledger.find('jobs', { states: ['held'], limit: 1_000 });
    const meaning =
      jobs.length === 0 ? 'No job waits for a person.' : '"vidgate jobs list --held" shows them.';
    const answer = `yes; ${jobs.length} held`;
    return { ...about, state: jobs.length === 0 ? 'good' : 'problem', answer, meaning };
  } catch (error) {
    if (!VideoGatewayError.isInstance(error)) throw error;
    const meaning = 'Nothing is sent without one.';
    return { ...about, state: 'problem', answer: error.message, meaning };
  }
}

async function examine(
  provider: VideoProvider,
  target: ProbeTarget | undefined,
  { readOnly, signal }: { readonly readOnly: boolean; readonly signal: AbortSignal },
): Promise<readonly Finding[]> {
  const { balance, balanceError } = await readAccount(provider, signal);
  const key: Finding =
    balanceError === undefined
      ? {
          provider: provider.id,
          question: 'Is the key accepted?',
          state: provider.account?.balance === undefined ? 'unknown' : 'good',
          answer: balance === undefined ? 'no free call can tell' : describeBalance(balance),
          meaning:
            balance === undefined
              ? 'The first video will: a key that is refused makes no task.'
              : 'What is on the account.',
        }
      : {
          provider: provider.id,
          question: 'Is the key accepted?',
          state: 'problem',
          answer: balanceError,
          meaning: 'Jobs go to other providers until this is mended.',
        };
  // A key that is refused would be refused again, and tell nothing.
  if (target === undefined || balanceError !== undefined) return [key];
  return [key, ...(await probeVendor(target, { readOnly }))];
}

const signs = { good: '+', problem: '!', unknown: '?' } as const;

function formatFindings(findings: readonly Finding[]): string {
  return findings
    .flatMap(({ provider, state, question, answer, meaning, setting }) => [
      `${signs[state]} ${provider === undefined ? '' : `${provider}: `}${question}`,
      `    ${answer}`,
      `    ${meaning}`,
      ...(setting === undefined
        ? []
        : [`    setting: providers.${provider} ${JSON.stringify(setting)}`]),
    ])
    .join('\n');
}
