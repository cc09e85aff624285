import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { toHtml } from '../../src/report/to-html.ts';
import { browserFlags, executablePath } from './browser-settings.ts';
import { makeReport } from './make-report.ts';

/**
 * Draws the picture of a report that the README shows, from simulated clips:
 * `node --conditions=@vidgate/source packages/compare/test/browser/draw-readme-picture.ts`.
 */
const target = fileURLToPath(
  new URL('../../../../docs/images/comparison-report.png', import.meta.url),
);
const folder = await mkdtemp(join(tmpdir(), 'vidgate-picture-'));
const browser = await chromium.launch({ executablePath, args: browserFlags });
try {
  const index = join(folder, 'index.html');
  const report = await makeReport(folder, { width: 640, height: 360, stretch: 2 });
  await writeFile(index, await toHtml(report, folder));
  const page = await browser.newPage({
    viewport: { width: 1180, height: 1000 },
    deviceScaleFactor: 1.25,
  });
  await page.goto(pathToFileURL(index).href);
  // The parts that make the picture too tall; what is left is as every reader sees it.
  await page.evaluate(`for (const part of document.querySelectorAll(
    'section:has(.plot), section:has(#failures-title), #vote, nav, #request-2, footer')) part.remove()`);
  const player = page.locator('[data-player]');
  await player.scrollIntoViewIfNeeded();
  // Half of the way from the start frame to the end frame.
  await page.locator('[data-seek]').fill('1.9');
  await page.locator('[data-seek]').blur();
  await page.evaluate(`new Promise((resolve) => {
    const clips = [...document.querySelectorAll('.sample:not([hidden]) video')];
    const look = () => {
      if (clips.every((clip) => clip.readyState > 1 && !clip.seeking && clip.currentTime > 1)) setTimeout(resolve, 300);
      else setTimeout(look, 50);
    };
    look();
  })`);
  const shot = await page.screenshot({ fullPage: true });
  await sharp(shot).png({ palette: true, colours: 96, effort: 10 }).toFile(target);
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
