import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ComparisonReport } from '../../src/comparison-report.ts';
import { comparisonReportSchema } from '../../src/comparison-report.ts';
import { toReport } from '../../src/figures/to-report.ts';
import { toHtml } from '../../src/report/to-html.ts';
import { makeClip, makeRun, makeSample, makeTiming } from '../figures/make-run.ts';
import { folderForFile, until, useBrowser } from './open-page.ts';

const payloads = [
  '"><img src=x onerror="globalThis.pwned=1">',
  "'><svg onload='globalThis.pwned=1'>",
  '</script><script>globalThis.pwned=1</script>',
  '<!--<script>globalThis.pwned=1//',
  '</title></style><script>globalThis.pwned=1</script>',
  'javascript:globalThis.pwned=1',
  '` onfocus=globalThis.pwned=1 autofocus tabindex=0 ',
  '{{constructor.constructor("globalThis.pwned=1")()}}',
  '\u2028globalThis.pwned=1\u2029//\u0000\u202eevil',
] as const;

const all = payloads.join(' ');
const parent = await folderForFile();
const folder = join(parent, 'run');
const { open } = useBrowser();

/** A report in which everything that somebody else may write is written by somebody hostile. */
function makeHostileReport(): ComparisonReport {
  const providers = [all, `${all}2`];
  const samples = providers.flatMap((provider) =>
    [1, 2, 3].map((repeat) =>
      makeSample({
        provider,
        requestId: all,
        repeat,
        quotedUsdMicros: 1_000,
        adaptations: [{ field: all, requested: all, applied: all, reason: all }],
        ...(repeat === 1
          ? { clip: makeClip({ file: 'clips/clip.mp4', codec: all }), timing: makeTiming(1_000) }
          : { state: repeat === 2 ? 'failed' : 'held', code: all, message: all }),
        fidelity: { missing: all, start: { ssim: 0.5, asked: '../secret.png', got: all } },
      }),
    ),
  );
  const frame = { url: 'javascript:globalThis.pwned=1', file: 'frames/link.png' };
  const run = makeRun(samples, {
    id: all,
    endedEarly: all,
    repeats: 3,
    requests: [
      {
        id: all,
        prompt: all,
        model: all,
        negativePrompt: all,
        aspectRatio: all,
        durationSeconds: 5,
        startFrame: frame,
        endFrame: { url: all },
      },
    ],
    leftOut: [{ requestId: all, provider: all, reason: all, message: all }],
  });
  return comparisonReportSchema.parse(toReport(run, { ...run, id: `${all}!` }));
}

async function writePage(): Promise<string> {
  for (const part of ['clips', 'frames']) await mkdir(join(folder, part), { recursive: true });
  await writeFile(join(folder, 'clips', 'clip.mp4'), 'no video at all');
  await writeFile(join(parent, 'secret.png'), 'not for the report');
  await symlink(join(parent, 'secret.png'), join(folder, 'frames', 'link.png')).catch(() => {});
  const index = join(folder, 'index.html');
  await writeFile(index, await toHtml(makeHostileReport(), folder));
  return index;
}

const index = await writePage();

test('nothing that a vendor or a stranger wrote becomes code or markup', async (context) => {
  const { page, problems } = await open(context, index);
  await page.locator('[data-vote-start]').click();
  await page.locator('[data-choice="0"]').click();
  await page.locator('#request-1 [data-repeats] input[value="2"]').check();
  await until(page, `document.querySelector('.results') !== null`);

  expect(await page.evaluate('typeof globalThis.pwned')).toBe('undefined');
  expect(await page.locator('script:not([type="module"])').count()).toBe(1);
  expect(await page.locator('script[type="module"]').count()).toBe(4);
  expect(
    await page.evaluate(`[...document.querySelectorAll('*')].flatMap((element) =>
      element.getAttributeNames().filter((name) => name.startsWith('on') || name === 'autofocus'))`),
  ).toEqual([]);
  expect(
    await page.evaluate(
      `[...document.querySelectorAll('[src], [href]')].map((one) => one.getAttribute('src') ?? one.getAttribute('href')).filter((url) => !/^(?:data:|#)/.test(url))`,
    ),
  ).toEqual([]);
  expect(problems).toEqual([]);
});

test('hostile text is shown as it was written', async (context) => {
  const { page } = await open(context, index);
  const shown = await page.locator('#request-1-title').textContent();
  // HTML has no way to write this one character.
  expect(shown).toBe(all.replace('\u0000', '\ufffd'));
  expect(await page.locator('.sample code').first().textContent()).toBe(shown);
});

test('a clip that the browser cannot play is marked and does not stop the page', async (context) => {
  const { page, problems } = await open(context, index);
  await page.locator('#request-1 [data-play]').click();
  await until(page, `document.querySelectorAll('#request-1 video.lost').length === 2`);
  await page.locator('#request-1 [data-seek]').fill('1');
  expect(problems).toEqual([]);
});

test('a file outside the folder of the run is not put into the page', async () => {
  const text = await toHtml(makeHostileReport(), folder);
  expect(text).not.toContain(Buffer.from('not for the report').toString('base64'));
  expect(text).toContain('It lies outside the folder of the run.');
});
