import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
/** `compare.ts` downloads by itself, so a test of its own runs it. */
const examples = readdirSync(join(root, 'examples')).filter(
  (name) => name.endsWith('.ts') && name !== 'compare.ts',
);
/** Servers, engines, recipes and listeners, which have tests of their own. */
const others = ['webhooks', 'engines', 'routing', 'events', 'testing']
  .flatMap((folder) =>
    readdirSync(join(root, 'examples', folder)).map((name) => join(folder, name)),
  )
  .concat('compare.ts');

interface Run {
  readonly stdout: string;
  readonly stderr: string;
  readonly folder: string;
}

/** Runs an example as it stands, in an empty folder, against the simulated vendors. */
async function runExample(name: string): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'vidgate-example-'));
  const sandbox = new URL('./sandbox.ts', import.meta.url).href;
  const args = [
    '--conditions=@vidgate/source',
    `--import=${sandbox}`,
    join(root, 'examples', name),
  ];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: folder });
  return { stdout, stderr, folder };
}

const expectations: Readonly<Record<string, (run: Run) => void>> = {
  'quick-start.ts': ({ folder, stderr }) => {
    expect(statSync(join(folder, 'ridge.mp4')).size).toBeGreaterThan(10_000);
    expect(stderr).toContain('charges: apixo 0, apiframe 1, aimlapi 0');
  },
  'plan.ts': ({ stdout, stderr }) => {
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      'apiframe: $0.126 (estimate, 2026-11-21): the cheapest',
      'apixo: $0.60 (from, 2026-11-21): $0.474 more than apiframe',
      '  cfgScale 0.55 would be sent as 0.6: the vendor takes steps of 0.1',
    ]);
    expect(stderr).toContain('charges: apixo 0, apiframe 0, aimlapi 0');
  },
  'durable.ts': ({ stdout, stderr, folder }) => {
    expect(stdout).toBe('0 jobs resumed\nsucceeded video/mp4\n');
    expect(readdirSync(join(folder, 'videos'))).toHaveLength(1);
    expect(stderr).toContain('charges: apixo 0, apiframe 1, aimlapi 0');
  },
  'from-config.ts': ({ stdout }) => {
    expect(stdout).toContain('apiframe, apixo, aimlapi');
  },
  'config-profile.ts': ({ stdout }) => {
    expect(stdout).toMatch(/^job-created\n[\s\S]*job-succeeded\nsucceeded\n$/);
  },
  'apixo.config.ts': ({ stdout }) => {
    expect(stdout).toBe('');
  },
  'container.ts': ({ stdout }) => {
    expect(stdout).toBe('apiframe, apixo\nsucceeded\n');
  },
  'resolve.ts': ({ stdout }) => {
    expect(stdout).toBe('0 held\n');
  },
  'errors.ts': ({ stdout }) => {
    expect(stdout).toMatch(/^https:\/\/\S+\.mp4\n$/);
  },
  'follow-a-job.ts': ({ stdout }) => {
    expect(stdout).toContain('running attempt-accepted');
    expect(stdout).toMatch(/succeeded \{ estimatedUsdMicros: 300000 \} 1\n$/);
  },
};

test('every example has its expectations', () => {
  expect(examples.toSorted()).toEqual(Object.keys(expectations).toSorted());
});

test.each(Object.entries(expectations))(
  '%s runs as it stands',
  { timeout: 30_000 },
  async (name, check) => {
    const run = await runExample(name);
    try {
      check(run);
    } finally {
      rmSync(run.folder, { recursive: true, force: true });
    }
  },
);

test('every TypeScript block in the documents is part of an example', () => {
  const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']
    .concat(
      readdirSync(join(root, 'docs'), { recursive: true }).map((name) =>
        join('docs', String(name)),
      ),
    )
    .filter((name) => name.endsWith('.md'));
  const texts = [
    ...[...examples, ...others].map((name) => readFileSync(join(root, 'examples', name), 'utf8')),
    readFileSync(join(root, 'packages/core/src/provider.ts'), 'utf8'),
  ];
  const strangers = documents.flatMap((name) =>
    [...readFileSync(join(root, name), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)]
      .filter(([, block = '']) => !texts.some((text) => text.includes(block.trim())))
      .map(([, block = '']) => `${name}: ${block.split('\n')[0]}`),
  );
  expect(strangers).toEqual([]);
});
