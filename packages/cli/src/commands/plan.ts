import type { Assumptions, Plan } from '@vidgate/core';
import type { Command } from 'commander';
import type { Act } from '../act.ts';
import type { ExitCode } from '../exit-codes.ts';
import { exitCodes } from '../exit-codes.ts';
import { describeQuote } from '../output/describe-price.ts';
import { toTable } from '../output/table.ts';
import { namingFlags } from '../request/name-flags.ts';
import { checkProviderOptions } from '../request/provider-options.ts';
import type { RequestFlags } from '../request/request-flags.ts';
import { addRequestFlags, toRequest, toRequestOptions } from '../request/request-flags.ts';
import { collect, toPairs } from '../request/to-pairs.ts';
import { requireKeys } from '../require-keys.ts';
import type { Session } from '../session.ts';

interface PlanFlags extends RequestFlags {
  readonly assume?: readonly string[];
}

export function addPlan(program: Command, act: Act): void {
  addRequestFlags(program.command('plan'))
    .description('who would be asked, in which order, at what price, and why; spends nothing')
    .option(
      '--assume <provider=what>',
      'a drill: apixo=down (or rate-limited, full, resting, low-balance); repeatable',
      collect,
    )
    .action(act((session, [prompt = ''], flags: PlanFlags) => plan(session, prompt, flags)));
}

/** Prints who would be asked. */
export async function plan(session: Session, prompt: string, flags: PlanFlags): Promise<ExitCode> {
  const request = await toRequest(prompt, flags, session.shell.folder);
  // Core checks the names and says what is allowed.
  const assume = Object.fromEntries(toPairs('--assume', flags.assume ?? [])) as Assumptions;
  const { compose } = await import('../compose.ts');
  await using composed = await compose(session, { drive: false });
  requireKeys(session, composed.loaded);
  checkProviderOptions(request.providerOptions, composed.providers);
  const { gateway } = composed;
  const made = await namingFlags(flags, () =>
    gateway.plan(request, { ...toRequestOptions(flags), assume }),
  );
  session.output.result(made, formatPlan(made));
  return made.candidates.length > 0 || made.wait ? exitCodes.done : exitCodes.noProvider;
}

/** The plan as a table, and what would be waited for. */
function formatPlan(made: Plan): string {
  const candidates = made.candidates.map(({ provider, quote, adaptations, why }, index) => {
    const adapted = adaptations.map(
      ({ field, requested, applied }) => `${field} ${requested} → ${applied ?? 'left out'}`,
    );
    return [`${index + 1}`, provider, describeQuote(quote), [why, ...adapted].join('; ')];
  });
  const excluded = made.excluded.map(({ provider, reason, message }) => [
    '-',
    provider,
    '',
    `left out (${reason}): ${message}`,
  ]);
  const table = toTable(['', 'provider', 'price', 'why'], [...candidates, ...excluded]);
  return made.wait === undefined ? table : `${table}\nwaits: ${made.wait.why}`;
}
