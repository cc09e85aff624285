import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root, runQuietly } from '../run.ts';
import type { WorkspacePackage } from './list-packages.ts';

const folder = join(root, '.vidgate', 'tarballs');

/** Packs every package as it would be published; returns whether that went well. */
export async function packAll(): Promise<boolean> {
  await rm(folder, { recursive: true, force: true });
  const args = ['-r', '--filter', './packages/*', 'pack', '--pack-destination', folder];
  return (await runQuietly('npx', ['-y', 'pnpm@12', ...args])).code === 0;
}

/** Where {@link packAll} puts a package. */
export function tarballOf({ name, version }: WorkspacePackage): string {
  return join(folder, `${name.slice(1).replace('/', '-')}-${version}.tgz`);
}
