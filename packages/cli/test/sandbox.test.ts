import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { runHere } from './run-here.ts';
import { makeFolder, start } from './run-vidgate.ts';

// Processes take a while to start on a machine that is busy.
vi.setConfig({ testTimeout: 60_000 });

test.concurrent('sandbox prints what a command needs, runs until Ctrl-C, and leaves nothing', async () => {
  using made = makeFolder();
  const folder = made.path;
  const sandbox = start(['sandbox', '--run-seconds', '0.05', '--json'], {
    folder,
    environment: {},
  });
  await sandbox.heard('until Ctrl-C');
  const environment: Record<string, string> = JSON.parse(sandbox.said().stdout).environment;
  const { folder: own } = JSON.parse(environment['VIDGATE_SANDBOX'] ?? '');
  expect(existsSync(own)).toBe(true);

  const generated = await start(['generate', 'dawn', '--out', 'dawn.mp4'], { folder, environment })
    .ended;
  expect(generated.code).toBe(0);
  expect(statSync(join(folder, 'dawn.mp4')).size).toBeGreaterThan(10_000);
  expect(existsSync(join(folder, '.vidgate'))).toBe(false);

  sandbox.child.kill('SIGINT');
  const { code, stderr } = await sandbox.ended;
  expect(stderr).toContain('simulated charges: apixo 0, apiframe 1, aimlapi 0, fal 0');
  expect(code).toBe(0);
  expect(existsSync(own)).toBe(false);
});

test.concurrent('sandbox prints lines that a shell can read', async () => {
  using made = makeFolder();
  const sandbox = start(['sandbox'], { folder: made.path, environment: {} });
  await sandbox.heard('until Ctrl-C');
  sandbox.child.kill('SIGTERM');
  const { stdout } = await sandbox.ended;
  expect(stdout).toMatch(/^export APIXO_API_KEY='\S+'$/m);
  expect(stdout).toMatch(/^export VIDGATE_SANDBOX='\{.*\}'$/m);
});

test.concurrent('sandbox -- runs a command against the simulated vendors, stdout untouched', async () => {
  const environment = { APIXO_API_KEY: 'a-real-key-0123456789' };
  const words = ['sandbox', '--run-seconds', '0.05', '--', 'vidgate', 'generate', 'dawn', '--json'];
  using made = makeFolder();
  const folder = made.path;
  const { code, stdout, stderr } = await start(words, { folder, environment }).ended;
  expect(JSON.parse(stdout).job).toMatchObject({ state: 'succeeded' });
  expect(stderr).toContain('simulated charges: apixo 0, apiframe 1');
  expect(code).toBe(0);
});

test.concurrent('sandbox -- ends with what its command ends with, which sees no real key', async () => {
  const environment = { APIXO_API_KEY: 'a-real-key-0123456789' };
  const script = 'process.exit(process.env.APIXO_API_KEY.startsWith("a-real") ? 1 : 7)';
  const words = ['sandbox', '--', 'node', '-e', script];
  using made = makeFolder();
  expect((await start(words, { folder: made.path, environment }).ended).code).toBe(7);
});

test.concurrent('demo plans, makes and saves a video without a key', async () => {
  using made = makeFolder();
  const folder = made.path;
  const demo = start(['demo', '--run-seconds', '0.05'], { folder, environment: {} });
  const { code, stdout, stderr } = await demo.ended;
  expect(stderr).toMatch(/^1 +apiframe +\$0\.156/m);
  expect(stderr).toContain('left out (unsupported-end-frame)');
  expect(stderr).toContain('simulated charges: apixo 0, apiframe 1, aimlapi 0, fal 0');
  expect(stdout).toContain(join(folder, 'vidgate-demo.mp4'));
  expect(statSync(join(folder, 'vidgate-demo.mp4')).size).toBeGreaterThan(10_000);
  expect(code).toBe(0);
});

test.concurrent('demo --json tells the job on stdout alone', async () => {
  const words = ['demo', '--run-seconds', '0.05', '--json', '--out', 'ridge.mp4'];
  using made = makeFolder();
  const { stdout } = await runHere(words, { folder: made.path, environment: {} });
  expect(JSON.parse(stdout)).toMatchObject({ job: { state: 'succeeded' }, file: {} });
});
