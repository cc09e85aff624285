import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { decodeClip, difference, openTrack } from '../packages/simulator/test/decode-clip.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const frame = (name: string): Uint8Array => readFileSync(join(root, 'examples/demo/frames', name));

test('the demo plans, fails over, and saves a clip between the two frames', {
  timeout: 60_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vidgate-demo-'));
  try {
    const args = ['--conditions=@vidgate/source', join(root, 'examples/demo/main.ts'), folder];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: folder });

    const plan = stdout.replaceAll(/[│\s]+/g, ' ');
    expect(plan).toContain('1 apiframe $0.156 estimate the cheapest');
    expect(plan).toContain('2 apixo $0.30 from $0.144 more than apiframe');
    expect(plan).toContain('- aimlapi left out (unsupported-end-frame)');
    expect(stderr).toContain('apiframe could not be reached during submit (ECONNREFUSED)');
    expect(stderr).toContain('apixo: accepted as task');
    expect(stdout).toMatch(/^provider {2}apixo$/m);
    expect(stdout).toMatch(/^charges {3}apixo 1, apiframe 0, aimlapi 0/m);

    const clip = readFileSync(join(folder, 'ridge.mp4'));
    expect(await (await openTrack(clip)).computeDuration()).toBeCloseTo(5, 3);
    const shown = await decodeClip(clip);
    expect(shown.at(0)).toMatchObject({ width: 640, height: 360 });
    expect(await difference(shown.at(0), frame('night.png'))).toBeLessThan(4);
    expect(await difference(shown.at(-1), frame('day.jpg'))).toBeLessThan(4);
    expect(await difference(shown.at(0), frame('day.jpg'))).toBeGreaterThan(40);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
