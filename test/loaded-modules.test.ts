import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const entry = fileURLToPath(new URL('../packages/core/dist/index.js', import.meta.url));

const program = `
  import { registerHooks } from 'node:module';
  const urls = [];
  registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
  await import(process.argv[1]);
  console.log(JSON.stringify(urls));
`;

function loadedModules(): readonly string[] {
  if (!existsSync(entry))
    throw new Error('The packages are not built: run the build script first.');
  const args = ['--input-type=module', '--eval', program, entry];
  const loaded: unknown = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
  if (!Array.isArray(loaded)) throw new Error('The list of loaded modules is no list.');
  return loaded.map(String);
}

test('core loads zod and its own files, but neither ky nor SQLite, HTTPS or a simulator', () => {
  const urls = loadedModules();
  expect(urls.some((url) => url.endsWith('/packages/core/dist/index.js'))).toBe(true);
  expect(urls.some((url) => url.includes('/zod/'))).toBe(true);
  const foreign = urls.filter(
    (url) => !url.includes('/packages/core/dist/') && !url.includes('/zod/') && url !== '',
  );
  expect(foreign).toEqual([]);
  expect(urls.filter((url) => /\/dist\/(?:http|download|sqlite)\//.test(url))).toEqual([]);
});
