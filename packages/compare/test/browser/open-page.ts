import { access, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import type { TestContext } from 'vitest';
import { afterAll, expect, onTestFinished, vi } from 'vitest';
import { browserFlags, executablePath } from './browser-settings.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** Printed by the test command beside the name of the test. */
    skipReason?: string;
  }
}

/** Where screenshots are kept to look at; not in git. */
export const screenshots = fileURLToPath(new URL('../../../../.vidgate/', import.meta.url));

export interface OpenedPage {
  readonly page: Page;
  /** What a page must never do: errors in its console, and requests for anything but files of its folder. */
  readonly problems: readonly string[];
}

/** One browser for the tests of a file, started when the first of them needs it. */
export function useBrowser(): { open: typeof open } {
  // A browser takes its time where other work shares the machine.
  vi.setConfig({ testTimeout: 30_000 });
  let browser: Promise<Browser> | undefined;
  afterAll(async () => {
    await (await browser)?.close();
  });
  return { open };

  /** Opens a page of a folder as a reader would: as a file. Skips the test where there is no browser. */
  async function open(
    context: TestContext,
    path: string,
    options: BrowserContextOptions = {},
  ): Promise<OpenedPage> {
    await requireBrowser(context);
    // A fresh profile comes with every launch.
    browser ??= chromium.launch({ executablePath, args: browserFlags });
    const browserContext = await (await browser).newContext(options);
    onTestFinished(() => browserContext.close());
    const page = await browserContext.newPage();
    const problems = watch(page, pathToFileURL(join(path, '..')).href);
    await page.goto(pathToFileURL(path).href);
    return { page, problems };
  }
}

/** A folder that is gone when the tests of the file are over. */
export async function folderForFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vidgate-report-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  await mkdir(screenshots, { recursive: true });
  return folder;
}

/** Waits for a condition, from outside: the page's policy forbids the evaluation that waiting in it needs. */
export async function until(page: Page, condition: string): Promise<void> {
  await expect.poll(() => page.evaluate(condition), { timeout: 10_000 }).toBe(true);
}

async function requireBrowser({ task, skip }: TestContext): Promise<void> {
  const found = await access(executablePath).then(
    () => true,
    () => false,
  );
  if (found) return;
  const reason = `there is no browser at ${executablePath}: install Chromium, or set CHROMIUM`;
  if (process.env['CI'] === 'true') throw new Error(`In CI ${reason}.`);
  task.meta.skipReason = reason;
  skip(reason);
}

function watch(page: Page, folder: string): readonly string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => {
    problems.push(`error: ${error.message}`);
  });
  page.on('dialog', async (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!/^(?:data|blob):/.test(url) && !url.startsWith(`${folder}/`)) {
      problems.push(`request: ${url.slice(0, 200)}`);
    }
  });
  return problems;
}
