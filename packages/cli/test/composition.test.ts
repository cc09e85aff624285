import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));

test('only main.ts loads reflect-metadata, before anything else', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
  const users = files
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => /^import 'reflect-metadata'/m.test(readFileSync(join(source, file), 'utf8')));
  expect(users).toEqual(['main.ts']);
  const main = readFileSync(join(source, 'main.ts'), 'utf8');
  expect(/^import .*$/m.exec(main)?.[0]).toBe("import 'reflect-metadata';");
});

test('only compose.ts uses the container and reads the sandbox', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
  const users = files.filter(
    (file) =>
      file.endsWith('.ts') &&
      !file.endsWith('.test.ts') &&
      /from 'tsyringe'|\breadSandbox\(/.test(readFileSync(join(source, file), 'utf8')),
  );
  expect(users.toSorted()).toEqual(['compose.ts', 'sandbox/sandbox.ts']);
});
