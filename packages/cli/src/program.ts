import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { Act } from './act.ts';
import { addCompare } from './commands/compare.ts';
import { addConfig } from './commands/config.ts';
import { addDemo } from './commands/demo.ts';
import { addDoctor } from './commands/doctor.ts';
import { addGenerate } from './commands/generate.ts';
import { addJobs } from './commands/jobs.ts';
import { addPlan } from './commands/plan.ts';
import { addPrices } from './commands/prices.ts';
import { addProviders } from './commands/providers.ts';
import { addSandbox } from './commands/sandbox.ts';
import { addSpend } from './commands/spend.ts';

/** The whole command line; what its commands do is up to `act`. */
export function createProgram(act: Act): Command {
  const program = new Command('vidgate')
    .description('Video generation that never pays twice by accident.')
    .version(readVersion())
    // So that what follows "sandbox --" is left to the command that it names.
    .enablePositionalOptions()
    .addHelpText('after', exitCodesHelp);
  addGenerate(program, act);
  addPlan(program, act);
  addCompare(program, act);
  addProviders(program, act);
  addPrices(program, act);
  addSpend(program, act);
  addJobs(program, act);
  addDoctor(program, act);
  addSandbox(program, act);
  addConfig(program, act);
  addDemo(program, act);
  addCommonOptions(program);
  nameWhatIsAllowed(program);
  return program;
}

/** Before the command's name and after it: people try both. */
function addCommonOptions(command: Command): void {
  command
    .option('--json', 'the result in JSON on stdout, everything else on stderr')
    .option('--config <file>', 'the configuration file (default: the one that is found)')
    .option('--profile <name>', 'a profile of the configuration: cheapest, safest, fastest, yours')
    .option('--ledger <file>', 'where jobs are kept, instead of what the configuration says');
  for (const child of command.commands) addCommonOptions(child);
}

/** A wrong word is answered with the right ones, a wrong number of words with how many there are. */
function nameWhatIsAllowed(command: Command): void {
  const flags = command.options.map(({ long, short }) => long ?? short);
  const names = command.commands.map((child) => child.name());
  const allowed = `Allowed: ${[...names, ...flags].join(', ')}\n`;
  command.configureOutput({
    outputError(text, write) {
      write(text);
      if (/^error: unknown /.test(text)) write(allowed);
      const isMiscounted = /^error: (?:missing required|too many) argument/.test(text);
      if (isMiscounted) write(`Usage: ${command.createHelp().commandUsage(command)}\n`);
    },
  });
  for (const child of command.commands) nameWhatIsAllowed(child);
}

const exitCodesHelp = `
Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 held, 4 no provider or over budget,
5 a rule of compare --assert does not hold, 130 interrupted (the job goes on: vidgate jobs wait ID).`;

function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const found: unknown = JSON.parse(text);
  const version: unknown =
    typeof found === 'object' && found !== null ? Reflect.get(found, 'version') : undefined;
  return typeof version === 'string' ? version : 'unknown';
}
