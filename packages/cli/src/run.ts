import { CommanderError } from 'commander';
import type { Act } from './act.ts';
import type { ExitCode } from './exit-codes.ts';
import { exitCodes } from './exit-codes.ts';
import { createOutput } from './output/output.ts';
import { printError } from './output/print-error.ts';
import { createProgram } from './program.ts';
import type { CommonFlags, Shell } from './session.ts';

/**
 * Runs the command line once.
 *
 * @param words what follows the command's own name
 * @returns what the process ends with; everything else has been written
 */
export async function run(words: readonly string[], shell: Shell): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done;
  const act: Act = (work) =>
    async function () {
      const { json, config, profile, ledger } = this.optsWithGlobals<CommonFlags>();
      const flags = { json, config, profile, ledger };
      const output = createOutput(json === true, shell.stdout, shell.stderr);
      exitCode = await work({ shell, flags, output }, this.args, this.opts());
    };
  const end = words.indexOf('--');
  const isJson = words.slice(0, end < 0 ? undefined : end).includes('--json');
  const output = createOutput(isJson, shell.stdout, shell.stderr);
  const program = createProgram(act);
  const configure = (command: typeof program): void => {
    command.exitOverride().configureOutput({
      writeOut: (text) => void shell.stdout.write(text),
      writeErr: (text) => void shell.stderr.write(text),
    });
    for (const child of command.commands) configure(child);
  };
  configure(program);
  try {
    await program.parseAsync([...words], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return printError(error, output);
    if (error.exitCode === 0) return exitCodes.done;
    if (isJson) {
      const isIncomplete = error.code === 'commander.help';
      const message = isIncomplete ? 'a command is missing' : error.message.replace(/^error: /, '');
      output.result({ error: { code: 'usage', message } }, '');
    }
    return exitCodes.usage;
  }
}
