import { readFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { loadConfig as loadFile } from 'c12';
import { configurationError, toForeignMessage } from './configuration-error.ts';
import { defineConfig } from './define-config.ts';
import type { Environment } from './environment.ts';
import { requireKind } from './find-config-file.ts';
import { findJsonPlace } from './find-json-place.ts';

/**
 * Reads a file, whatever it holds. TypeScript needs no build; what it exports by default may be a
 * value, a promise, or a function that returns one of these.
 *
 * @throws {VideoGatewayError} `configuration` where it is not there, not readable, or throws
 */
export async function readConfigFile(file: string, env: Environment): Promise<unknown> {
  requireKind(file);
  const text = await readText(file);
  try {
    const { config } = await loadFile<Record<string, unknown>>({
      ...onlyThisFile,
      cwd: dirname(file),
      configFile: file,
      // There is one layer; without this, what is no object would become an empty one.
      merger: (...layers) => layers.find((layer) => layer !== undefined) ?? {},
    });
    return config;
  } catch (error) {
    throw configurationError(`${file}${describeFailure(error, extname(file), text, env)}`);
  }
}

/** Everything else that the loader could read, or keep, is off. */
const onlyThisFile = {
  configFileRequired: true,
  dotenv: false,
  envName: false,
  extend: false,
  giget: false,
  globalRc: false,
  packageJson: false,
  rcFile: false,
  jitiOptions: {
    // A config that was compiled is not left lying about.
    fsCache: false,
    // So that a config needs no installed copy of this package, and there are no two copies of it.
    virtualModules: { '@vidgate/config': { defineConfig } },
  },
} as const;

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw configurationError(
      code === 'ENOENT' ? `${file}: no such file` : `${file}: it cannot be read (${code})`,
    );
  }
}

/** Parsers quote the text around a mistake, which may be a secret: only its place is told. */
function describeFailure(error: unknown, kind: string, text: string, env: Environment): string {
  const isCode = /^\.m?[jt]s$/.test(kind);
  // This is how the loader and its compiler fail at a file that holds `null`.
  const isNull =
    error instanceof TypeError && /^Cannot .*(?:'then'|'\$meta'|'in')/.test(error.message);
  if (isNull) return ': got nothing; allowed: an object with providers and so on';
  if (isCode) return `: it throws: ${toForeignMessage(error, env)}`;
  if (kind === '.json') return `${findJsonPlace(text, error)}: this is not JSON`;
  return `${readYamlPlace(error)}: this is not YAML: ${readYamlReason(error)}`;
}

function readYamlPlace(error: unknown): string {
  const mark = error instanceof Error && 'mark' in error ? error.mark : undefined;
  if (typeof mark !== 'object' || mark === null || !('line' in mark && 'column' in mark)) return '';
  return `:${Number(mark.line) + 1}:${Number(mark.column) + 1}`;
}

function readYamlReason(error: unknown): string {
  if (!(error instanceof Error && 'reason' in error)) return 'it cannot be parsed';
  // Some reasons end with the text that they are about.
  return String(error.reason).replace(/\s*["<!:].*$/s, '');
}
