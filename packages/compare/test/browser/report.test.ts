import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { comparisonRunSchema } from '../../src/comparison-run.ts';
import { toHtml } from '../../src/report/to-html.ts';
import { makeReport } from './make-report.ts';
import { folderForFile, screenshots, until, useBrowser } from './open-page.ts';

const folder = await folderForFile();
const report = await makeReport(folder);
const index = join(folder, 'index.html');
await writeFile(index, await toHtml(report, folder));
const { open } = useBrowser();

/** The clips of the first request's first run; apiframe's is longer than the others. */
const shownClips = '#request-1 [data-repeat="1"] video';
const lengths = [2, 2.5, 2];

test('one button plays the clips in step, and one that falls out of step comes back', async (context) => {
  const { page, problems } = await open(context, index);
  await page.locator('#request-1 [data-play]').click();
  await waitFor(page, 'clips.length === 3 && clips.every((clip) => clip.currentTime > 0)');
  // From within the page: the longest clip leads, and the others are looked at before it starts again.
  const drifts = await page.evaluate<number[]>(`new Promise((resolve) => {
    const clips = ${clipsOf(shownClips)};
    const drifts = [];
    let pushed = false;
    let past = 0;
    const look = () => {
      const [first, leader, third] = clips.map((clip) => clip.currentTime);
      if (!pushed && leader < 0.4) {
        clips[0].currentTime = leader + 0.25;
        pushed = true;
      }
      if (pushed && leader > 1.6 && leader < 1.95) drifts.push(Math.abs(first - leader), Math.abs(third - leader));
      if (drifts.length > 0 && leader < past) resolve(drifts);
      past = leader;
      requestAnimationFrame(look);
    };
    look();
  })`);
  const median = drifts.toSorted((one, other) => one - other)[Math.floor(drifts.length / 2)];
  expect(median).toBeLessThan(0.05);
  expect(await play(page).getAttribute('aria-label')).toBe('Pause');
  await play(page).click();
  expect(await page.evaluate(`${clipsOf(shownClips)}.every((clip) => clip.paused)`)).toBe(true);
  expect(problems).toEqual([]);
});

test('a shorter clip waits on its last picture, and all begin again together', async (context) => {
  const { page, problems } = await open(context, index);
  await ready(page);
  await page.locator('#request-1 [data-seek]').fill('2.3');
  await waitFor(page, 'clips.every((clip) => !clip.seeking && clip.currentTime > 1.9)');
  expect(await times(page)).toEqual([2, 2.3, 2]);
  await play(page).click();
  await waitFor(page, 'clips.every((clip) => clip.currentTime > 0.1 && clip.currentTime < 1.5)');
  expect(problems).toEqual([]);
});

test('one slider moves every clip', async (context) => {
  const { page, problems } = await open(context, index);
  await ready(page);
  expect(await page.evaluate(`${clipsOf(shownClips)}.map((clip) => clip.duration)`)).toEqual(
    lengths,
  );
  await page.locator('#request-1 [data-seek]').fill('1.25');
  await waitFor(page, 'clips.every((clip) => !clip.seeking)');
  expect(await times(page)).toEqual([1.25, 1.25, 1.25]);
  expect(await page.locator('#request-1 [data-time]').textContent()).toBe('1.25 / 2.50 s');
  expect(problems).toEqual([]);
});

test('the keyboard plays, steps and leaps', async (context) => {
  const { page, problems } = await open(context, index);
  await ready(page);
  await page.locator('#request-1 [data-stage]').focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  const frame = 1 + 1 / 24;
  for (const time of await times(page)) expect(time).toBeCloseTo(frame, 3);
  await page.keyboard.press('End');
  expect(await times(page)).toEqual(lengths);
  await page.keyboard.press('Home');
  expect(await times(page)).toEqual([0, 0, 0]);
  await page.keyboard.press('Space');
  await waitFor(page, 'clips.every((clip) => !clip.paused && clip.currentTime > 0)');
  await page.keyboard.press('Space');
  await waitFor(page, 'clips.every((clip) => clip.paused)');
  expect(problems).toEqual([]);
});

test('only one request plays at a time', async (context) => {
  const { page, problems } = await open(context, index);
  await play(page).click();
  await waitFor(page, 'clips.every((clip) => !clip.paused)');
  await page.locator('#request-2 [data-play]').click();
  await waitFor(page, 'clips.every((clip) => clip.paused)');
  expect(await play(page).getAttribute('aria-label')).toBe('Play');
  expect(problems).toEqual([]);
});

test('another run of the same request is chosen by radio buttons, its failure with its code', async (context) => {
  const { page, problems } = await open(context, index);
  expect(await visibleSamples(page)).toEqual(['1', '1', '1']);
  await page.locator('#request-1 [data-repeats] input[value="3"]').check();
  expect(await visibleSamples(page)).toEqual(['3', '3', '3']);
  const failed = page.locator('#request-1 [data-repeat="3"]', { hasText: 'apiframe' });
  expect(await failed.textContent()).toContain('generation-failed');
  await page.locator('#request-1 [data-play]').click();
  await until(
    page,
    `${clipsOf('#request-1 [data-repeat="3"] video')}.every((clip) => clip.currentTime > 0)`,
  );
  expect(problems).toEqual([]);
});

test('the table sorts by click and by keyboard, and rows without a figure stay last', async (context) => {
  const { page, problems } = await open(context, index);
  const heading = (title: string): Locator =>
    page.locator('thead button', { hasText: title }).first();
  const names = (): Promise<string[]> => page.locator('tbody th bdi').allTextContents();
  expect(await names()).toEqual(['apixo', 'apiframe', 'aimlapi']);

  await heading('Time').click();
  expect(await names()).toEqual(['aimlapi', 'apixo', 'apiframe']);
  expect(await page.locator('[aria-sort]').getAttribute('aria-sort')).toBe('ascending');
  await heading('Success').focus();
  await page.keyboard.press('Enter');
  expect(await names()).toEqual(['apixo', 'apiframe', 'aimlapi']);
  expect(await page.locator('[aria-sort]').allTextContents()).toEqual([
    'Successof finished samples',
  ]);
  expect(await page.locator('[aria-sort]').getAttribute('aria-sort')).toBe('descending');

  // Only apixo has no queue time.
  for (const last of ['ascending', 'descending']) {
    await heading('Queue').press('Space');
    expect(await page.locator('[aria-sort]').getAttribute('aria-sort')).toBe(last);
    expect((await names()).at(-1)).toBe('apixo');
  }
  expect(problems).toEqual([]);
});

test('a blind vote names nobody before its results, and is kept and saved as the run keeps it', async (context) => {
  const { page, problems } = await open(context, index);
  await page.locator('[data-vote-start]').click();
  const votable = comparisonRunSchema.shape.votes;
  const shown = async (): Promise<readonly string[]> =>
    page.evaluate<string[]>(
      `[...document.querySelectorAll('[data-side]')].map((clip) => clip.src)`,
    );
  // biome-ignore lint/performance/useDomNodeTextContent: what the page's script knows is not seen
  const visible = (): Promise<string> => page.locator('#vote').innerText();
  expect(await visible()).not.toMatch(/apixo|apiframe|aimlapi/);
  await until(page, `document.querySelector('[data-side]').currentTime > 0`);

  const first = await shown();
  await page.keyboard.press('2');
  const second = await shown();
  await page.getByRole('button', { name: 'No difference' }).click();
  await page.getByRole('button', { name: 'Left is better' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  expect(await page.locator('[data-vote-progress]').textContent()).toMatch(/^Pair 3 of /);
  expect(await visible()).not.toMatch(/apixo|apiframe|aimlapi/);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download votes.json' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('votes.json');
  const votes = votable.parse(JSON.parse(await readFile(await download.path(), 'utf8')));
  expect(votes).toHaveLength(2);
  expect(votes[0]?.chosen).toBe(votes[0]?.shown[1]);
  expect(votes[1]).not.toHaveProperty('chosen');
  for (const [vote, sources] of [
    [votes[0], first],
    [votes[1], second],
  ] as const) {
    const clips = vote?.shown.map(
      (id) => report.run.samples.find((sample) => sample.id === id)?.clip,
    );
    const expected = clips?.map(async (clip) => {
      const bytes = await readFile(join(folder, clip?.file ?? ''));
      return `data:video/mp4;base64,${bytes.toString('base64')}`;
    });
    expect(sources).toEqual(await Promise.all(expected ?? []));
  }

  await page.reload();
  expect(await page.locator('[data-vote-start]').textContent()).toBe('Go on voting');
  await page.getByRole('button', { name: 'Show results' }).click();
  expect(await page.locator('.results').textContent()).toMatch(/apixo: better in \d of \d/);
  expect(problems).toEqual([]);
});

test('clips do not start by themselves where motion is reduced', async (context) => {
  const { page, problems } = await open(context, index, { reducedMotion: 'reduce' });
  await page.locator('[data-vote-start]').click();
  await until(page, `document.querySelector('[data-side]').readyState > 1`);
  expect(await page.evaluate(`document.querySelector('[data-side]').paused`)).toBe(true);
  expect(problems).toEqual([]);
});

test('the page forbids itself the network and foreign code', async (context) => {
  const { page } = await open(context, index);
  const tried = await page.evaluate<string[]>(`Promise.all([
    fetch('http://127.0.0.1:9/').then(() => 'fetched', () => 'refused'),
    new Promise((resolve) => {
      const script = document.createElement('script');
      globalThis.ran = false;
      try { script.text = 'globalThis.ran = true'; document.body.append(script); } catch {}
      resolve(globalThis.ran ? 'ran' : 'refused');
    }),
    new Promise((resolve) => {
      const picture = new Image();
      picture.onload = () => resolve('loaded');
      picture.onerror = () => resolve('refused');
      picture.src = 'http://127.0.0.1:9/picture.png';
    }),
  ])`);
  expect(tried).toEqual(['refused', 'refused', 'refused']);
});

test('clips beyond the limit lie beside the page and play from there', async (context) => {
  const linked = join(folder, 'linked.html');
  await writeFile(linked, await toHtml(report, folder, { embedAtMostBytes: 0 }));
  const { page, problems } = await open(context, linked);
  expect(await page.locator('.banner').allTextContents()).toContainEqual(
    expect.stringMatching(/^Linked \d+ files \(\d.* MB\) would have made this page too large/),
  );
  expect(await page.locator(shownClips).first().getAttribute('src')).toMatch(/^\.\/clips\//);
  await play(page).click();
  await waitFor(page, 'clips.length === 3 && clips.every((clip) => clip.currentTime > 0.1)');
  expect(await page.evaluate(`[...document.images].every((one) => one.loading = 'eager')`)).toBe(
    true,
  );
  await until(page, `[...document.images].every((one) => one.naturalWidth > 0)`);
  expect(problems).toEqual([]);
});

const looks = [
  { name: 'desktop', viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  { name: 'phone', viewport: { width: 360, height: 740 }, colorScheme: 'light' },
  { name: 'dark', viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  { name: 'phone-dark', viewport: { width: 360, height: 740 }, colorScheme: 'dark' },
] as const;

test.for(looks)('the page fits a $name screen and shows its pictures', async (look, context) => {
  const { viewport, colorScheme } = look;
  const { page, problems } = await open(context, index, { viewport, colorScheme });
  for (const player of await page.locator('[data-player]:visible').all()) {
    await player.scrollIntoViewIfNeeded();
  }
  await until(
    page,
    `[...document.querySelectorAll('.sample:not([hidden]) video')].every((clip) => clip.readyState > 1)`,
  );
  expect(
    await page.evaluate(
      'document.documentElement.scrollWidth <= document.documentElement.clientWidth',
    ),
  ).toBe(true);
  const path = join(screenshots, `comparison-report-${look.name}.png`);
  const picture = await page.screenshot({ path, fullPage: true });
  const { entropy, channels } = await sharp(picture).stats();
  expect(entropy).toBeGreaterThan(1);
  const brightness = channels[0]?.mean ?? Number.NaN;
  if (colorScheme === 'dark') expect(brightness).toBeLessThan(100);
  else expect(brightness).toBeGreaterThan(155);
  expect(problems).toEqual([]);
});

function play(page: Page): Locator {
  return page.locator('#request-1 [data-play]');
}

function clipsOf(selector: string): string {
  return `[...document.querySelectorAll('${selector}')]`;
}

/** Waits for a condition on the shown `clips`. */
async function waitFor(page: Page, condition: string): Promise<void> {
  await until(page, `((clips) => ${condition})(${clipsOf(shownClips)})`);
}

/** Near enough for their first pictures to be loaded. */
async function ready(page: Page): Promise<void> {
  await play(page).scrollIntoViewIfNeeded();
  await waitFor(page, 'clips.length === 3 && clips.every((clip) => clip.readyState > 0)');
}

async function times(page: Page): Promise<readonly number[]> {
  return await page.evaluate<number[]>(`${clipsOf(shownClips)}.map((clip) => clip.currentTime)`);
}

async function visibleSamples(page: Page): Promise<readonly (string | null)[]> {
  const visible = await page.locator('#request-1 [data-repeat]:visible').all();
  return await Promise.all(visible.map((sample) => sample.getAttribute('data-repeat')));
}
