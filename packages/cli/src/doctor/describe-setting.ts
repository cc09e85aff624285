import { basename } from 'node:path';
import type { LoadedConfig } from '@vidgate/config';
import { listProviders } from '../list-providers.ts';
import type { OfferedSetting } from './finding.ts';

/** The exact line for the configuration file, and where in it; without one, a whole file. */
export function describeSetting(
  { path, value }: OfferedSetting,
  { config, file }: Pick<LoadedConfig, 'config' | 'file'>,
): string {
  const name = path.at(-1) ?? '';
  const inside = path.length === 1 ? '' : ` under ${path.slice(0, -1).join('.')}`;
  if (file === undefined) return toWholeFile({ path, value }, config);
  const place = `(in ${file}${inside})`;
  if (value === undefined) return `remove ${name} ${place}`;
  return `${toLine(name, value, basename(file))} ${place}`;
}

function toLine(name: string, value: string, file: string): string {
  if (/\.ya?ml$/.test(file)) return `${name}: ${toPlain(value)}`;
  if (file.endsWith('.json')) return `"${name}": ${JSON.stringify(value)},`;
  return `${name}: '${value}',`;
}

/** Without a file every vendor with a key is used, and whoever writes one must name them all. */
function toWholeFile(
  { path, value }: OfferedSetting,
  config: Pick<LoadedConfig['config'], 'providers'>,
): string {
  const [, owner] = path;
  const enabled = listProviders(config).filter((one) => one.config.enabled !== false);
  const setting = `${path.at(-1)}: ${toPlain(value ?? '')}`;
  const providers = enabled.map(({ id }) => `${id}: {${id === owner ? ` ${setting} ` : ''}}`);
  const lines = [`providers: { ${providers.join(', ')} }`, ...(path.length === 1 ? [setting] : [])];
  return `a file vidgate.config.yaml with: ${lines.join('\n             ')}`;
}

/** A word that YAML takes for nothing but text needs no quotes. */
function toPlain(value: string): string {
  const isWord =
    /^[a-z_][\w./-]*$/i.test(value) && !/^(?:true|false|null|yes|no|on|off)$/i.test(value);
  return isWord ? value : JSON.stringify(value);
}
