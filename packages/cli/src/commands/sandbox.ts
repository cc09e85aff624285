import type { Command } from 'commander';
import type { Act } from '../act.ts';
import { exitCodes } from '../exit-codes.ts';
import { toSeconds } from '../request/request-flags.ts';

interface SandboxFlags {
  readonly runSeconds: number;
}

export function addSandbox(program: Command, act: Act): void {
  program
    .command('sandbox')
    .description('simulated vendors: no key, no network, no money')
    .usage('[options] [-- COMMAND...]')
    .argument('[command...]', 'a command that meets them instead of the real ones')
    .option('--run-seconds <seconds>', 'how long a simulated task takes', toSeconds, 3)
    .addHelpText('after', help)
    .action(
      act(async (session, command, { runSeconds }: SandboxFlags) => {
        const { shell, output } = session;
        const { startSandbox, toCharges } = await import('../sandbox/start-sandbox.ts');
        const signal = shell.interruptible();
        await using sandbox = await startSandbox({ runMs: runSeconds * 1_000 });
        const { environment, vendors } = sandbox;
        let exitCode: number = exitCodes.done;
        if (command.length > 0) {
          const { runCommand } = await import('../sandbox/run-command.ts');
          exitCode = await runCommand(command, environment, shell, signal);
        } else {
          const lines = Object.entries(environment).map(
            ([name, value]) => `export ${name}='${value}'`,
          );
          output.result({ environment }, lines.join('\n'));
          output.note('The simulated vendors run until Ctrl-C. In another shell, set these first.');
          await untilAborted(signal);
        }
        const charges = Object.entries(toCharges(vendors)).map(
          ([name, count]) => `${name} ${count}`,
        );
        output.note(`simulated charges: ${charges.join(', ')}`);
        return exitCode;
      }),
    );
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
}

const help = `
Without a command it prints what a command needs in its environment, and runs until Ctrl-C.

  vidgate sandbox -- vidgate generate "dawn breaks" --out dawn.mp4
  vidgate sandbox -- node app.js`;
