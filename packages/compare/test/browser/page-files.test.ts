import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const page = fileURLToPath(new URL('../../page/', import.meta.url));
const style = await readFile(join(page, 'page.css'), 'utf8');

const themes = [
  { name: 'light', colours: toColours(/^:root \{([^}]*)\}/m) },
  { name: 'dark', colours: toColours(/^ {2}:root \{([^}]*)\}/m) },
];

const pairs = [
  ...['paper', 'panel', 'well'].flatMap((ground) => [
    ['ink', ground] as const,
    ['muted', ground] as const,
  ]),
  ['accent', 'paper'],
  ['bad', 'paper'],
  ['on-accent', 'accent'],
] as const;

test.for(themes)('text stands out from what it lies on, in $name colours', ({ colours }) => {
  for (const [text, ground] of pairs) {
    const contrast = toContrast(colours.get(text) ?? '', colours.get(ground) ?? '');
    // The least that WCAG 2 asks of text at level AA.
    expect(contrast, `${text} on ${ground}`).toBeGreaterThan(4.5);
  }
});

// Another process compiles: half a second and more.
test('the scripts of the page keep to their types', { timeout: 60_000 }, () => {
  const compiler = join(
    dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin',
    'tsc',
  );
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', page], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});

function toColours(block: RegExp): ReadonlyMap<string, string> {
  const text = block.exec(style)?.[1] ?? '';
  const named = [...text.matchAll(/--([\w-]+): (#[0-9a-f]+);/g)];
  return new Map(named.map(([, name = '', colour = '']) => [name, colour]));
}

function toContrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [toLuminance(one), toLuminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Relative luminance of `#rgb` or `#rrggbb`. */
function toLuminance(colour: string): number {
  const digits =
    colour.slice(1).length === 3 ? colour.slice(1).replaceAll(/./g, '$&$&') : colour.slice(1);
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const share = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
