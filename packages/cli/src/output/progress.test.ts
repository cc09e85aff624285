import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createProgress } from './progress.ts';

/** As much of a terminal as a spinner needs. */
function terminal(columns: number) {
  const drawn: string[] = [];
  const calls = { cursorTo: () => true, clearLine: () => true, moveCursor: () => true };
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns, ...calls });
  stream.setEncoding('utf8').on('data', (text: string) => drawn.push(text));
  return { stream, drawn };
}

test('on a terminal what happened stays and the rest is redrawn', async () => {
  const { stream, drawn } = terminal(80);
  const progress = await createProgress({ stderr: stream, environment: {} });
  progress.note('accepted');
  progress.status('50 %');
  progress.note('done');
  progress.stop();
  expect(drawn.join('')).toMatch(/· accepted 0 s\n[\s\S]*· done 0 s\n/);
});

test.each([80, 0])('what comes after the stop is not shown (width %i)', async (columns) => {
  const { stream, drawn } = terminal(columns);
  const progress = await createProgress({ stderr: stream, environment: {} });
  progress.stop();
  const before = drawn.length;
  progress.note('late');
  progress.status('later');
  expect(drawn.slice(before)).toEqual([]);
});

test.each([
  ['a pipe', { isTTY: false }],
  ['a terminal without a width', { isTTY: true, columns: 0 }],
])('%s gets plain lines', async (_, kind) => {
  let written = '';
  const stderr = { ...kind, write: (text: string) => (written += text) };
  const progress = await createProgress({ stderr, environment: {} });
  progress.note('accepted');
  progress.status('50 %');
  progress.stop();
  expect(written).toBe('accepted\n');
});
