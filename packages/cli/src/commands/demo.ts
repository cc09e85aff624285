import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import type { Act } from '../act.ts';
import { createOutput } from '../output/output.ts';
import { checkOutput } from '../request/check-output.ts';
import { toSeconds } from '../request/request-flags.ts';
import type { Session } from '../session.ts';
import { generate } from './generate.ts';
import { plan } from './plan.ts';

interface DemoFlags {
  readonly out: string;
  readonly runSeconds: number;
}

const prompt = 'Dawn breaks over the ridge: the moon becomes the sun, the lake catches fire.';
const framePath = (name: string): string =>
  fileURLToPath(new URL(`../../frames/${name}`, import.meta.url));

export function addDemo(program: Command, act: Act): void {
  program
    .command('demo')
    .description('plans and makes a video with simulated vendors: no key, no network, no money')
    .option('--out <file>', 'where the video is saved', 'vidgate-demo.mp4')
    .option('--run-seconds <seconds>', 'how long a simulated task takes', toSeconds, 3)
    .action(
      act(async (session, _operands, { out, runSeconds }: DemoFlags) => {
        const { shell, output } = session;
        const path = await checkOutput('--out', out, shell.folder);
        const { startSandbox, toCharges } = await import('../sandbox/start-sandbox.ts');
        await using sandbox = await startSandbox({ runMs: runSeconds * 1_000 });
        // In a folder of its own no configuration is found, and only the simulators' keys are seen.
        const { environment, folder } = sandbox;
        const inside: Session = { ...session, flags: {}, shell: { ...shell, environment, folder } };
        const request = {
          startFrame: framePath('night.png'),
          endFrame: framePath('day.jpg'),
          duration: 5,
          cfgScale: 0.5,
        };
        output.note(`"${prompt}"\n5 s, from night.png to day.jpg, at simulated vendors.\n`);
        const onStderr = createOutput(false, shell.stderr, shell.stderr);
        await plan({ ...inside, output: onStderr }, prompt, request);
        output.note('');
        const exitCode = await generate(inside, prompt, { ...request, out: path });
        const charges = Object.entries(toCharges(sandbox.vendors));
        output.note(
          `simulated charges: ${charges.map(([name, count]) => `${name} ${count}`).join(', ')}`,
        );
        return exitCode;
      }),
    );
}
