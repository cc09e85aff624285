import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { createProgress } from '../src/output/progress.ts';

test.each([
  [{}, true],
  [{ NO_COLOR: '' }, true],
  [{ NO_COLOR: '1' }, false],
])('with %o the spinner is coloured: %s', async (environment, isColored) => {
  // Read when the library is loaded, which is why this test has a file of its own.
  vi.stubEnv('FORCE_COLOR', '1');
  // Where these say that nobody is looking, nothing is drawn at all.
  vi.stubEnv('CI', undefined);
  vi.stubEnv('TERM', 'xterm');
  const drawn: string[] = [];
  const calls = { cursorTo: () => true, clearLine: () => true, moveCursor: () => true };
  const stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 80, ...calls });
  stderr.setEncoding('utf8').on('data', (text: string) => drawn.push(text));
  const progress = await createProgress({ stderr, environment });
  progress.stop();
  expect(drawn.join('').includes('\u001b[36m')).toBe(isColored);
});
