import { expect, test } from 'vitest';
import { parseSince } from './parse-since.ts';

const now = Date.parse('2026-11-21T12:00:00Z');

test.each([
  ['90m', '2026-11-21T10:30:00.000Z'],
  ['24h', '2026-11-20T12:00:00.000Z'],
  ['7d', '2026-11-14T12:00:00.000Z'],
  ['4w', '2026-10-24T12:00:00.000Z'],
  ['today', '2026-11-21T00:00:00.000Z'],
  ['2026-11-01', '2026-11-01T00:00:00.000Z'],
  ['2026-11-01T08:00:00+01:00', '2026-11-01T07:00:00.000Z'],
])('%s is %s', (text, time) => {
  expect(new Date(parseSince(text, now)).toISOString()).toBe(time);
});

test.each(['', '7', '7y', '-7d', 'yesterday', '2026-13-01', '1e3d', '20261101'])(
  '"%s" is refused',
  (text) => {
    expect(() => parseSince(text, now)).toThrow(`--since: got "${text}"; allowed: 90m`);
  },
);
