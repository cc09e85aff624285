import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { VideoGatewayError } from '@vidgate/core';
import type { ComparisonRun } from '../comparison-run.ts';
import { comparisonRunSchema } from '../comparison-run.ts';

const runFile = 'run.json';

/** Where a run's ledger is: `vidgate jobs --ledger` lists and resolves its samples' jobs. */
export function toLedgerFile(folder: string): string {
  return join(folder, 'ledger.db');
}

/**
 * Reads a run that was kept.
 *
 * @param folder the run's folder, or its `run.json`
 * @throws {VideoGatewayError} `configuration` where there is none, or none that can be read
 */
export async function loadRun(folder: string): Promise<ComparisonRun> {
  const place = basename(folder) === runFile ? dirname(folder) : folder;
  const run = await findRun(place);
  if (run !== undefined) return run;
  throw configuration(`${place} holds no comparison: there is no ${runFile} in it.`);
}

/** The run of a folder, if there is one. @throws {VideoGatewayError} `configuration` */
export async function findRun(folder: string): Promise<ComparisonRun | undefined> {
  const path = join(folder, runFile);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const code = toSystemCode(error);
    if (code === 'ENOENT') return undefined;
    throw configuration(
      code === 'ENOTDIR'
        ? `${folder} is no folder; allowed: the folder of a comparison.`
        : `${path} cannot be read (${code}).`,
    );
  });
  if (text === undefined) return undefined;
  const parsed = comparisonRunSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') || 'the file';
  throw configuration(
    `${path} is no comparison of this version: ${where}: ${issue?.message}. Use another folder.`,
  );
}

/**
 * Keeps a run in its folder. The file is replaced in one step: whoever reads it, or a process that is
 * killed here, finds the run before or the run after.
 *
 * @throws {VideoGatewayError} `configuration` where it cannot be written
 */
export async function saveRun(folder: string, run: ComparisonRun): Promise<void> {
  await writeWhole(join(folder, runFile), `${JSON.stringify(run, null, 2)}\n`);
}

/** Writes a file under another name first, then gives it its own. @throws {VideoGatewayError} `configuration` */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const part = `${path}.${randomUUID()}.part`;
  try {
    const file = await open(part, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => {});
    throw configuration(`${path} cannot be written (${toSystemCode(error)}).`);
  }
}

/**
 * Makes the folder of a run, and makes sure that files can be written there, before anything is paid.
 *
 * @throws {VideoGatewayError} `configuration` naming the folder
 */
export async function makeRunFolder(folder: string): Promise<void> {
  const probe = join(folder, `.vidgate-${randomUUID()}`);
  try {
    for (const part of ['clips', 'frames']) await mkdir(join(folder, part), { recursive: true });
    // Permissions alone do not tell: the disk may be full or read-only.
    await (await open(probe, 'wx')).close();
    await rm(probe);
  } catch (error) {
    throw configuration(
      `The run cannot be kept in ${folder} (${toSystemCode(error)}), so nothing was sent; allowed: a folder that can be written to.`,
    );
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toSystemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

function configuration(message: string): VideoGatewayError {
  return new VideoGatewayError({ code: 'configuration', message });
}
