import { expect, test } from 'vitest';
import { createVitalSigns } from './vital-signs.ts';

const beatMs = 5_000;
const hour = 3_600_000;
/** Anywhere far from the epoch. */
const start = 100 * hour;

/** What another process says at each of our own heartbeats, and who is found to be gone at which. */
function listen(said: readonly (number | undefined)[], nowAt: (beat: number) => number) {
  const signs = createVitalSigns({ self: 'self', missedBeats: 3 });
  const goneAt = said.flatMap((aliveUntil, beat) => {
    const heartbeats = aliveUntil === undefined ? [] : [{ owner: 'other', aliveUntil }];
    const self = { owner: 'self', aliveUntil: start };
    return signs.note([...heartbeats, self], beat, nowAt(beat)).map((owner) => `${owner}@${beat}`);
  });
  return { goneAt, isAlive: signs.isAlive('other') };
}

const honest = (beat: number): number => start + beat * beatMs;
const aliveUntil = start + 3 * beatMs;
const silent = Array.from({ length: 6 }, () => aliveUntil);
const beating = Array.from({ length: 9 }, (_, beat) => aliveUntil + beat * beatMs);
const rare = Array.from(
  { length: 40 },
  (_, beat) => start + 180_000 + 60_000 * Math.floor(beat / 12),
);

test.each([
  ['that says nothing new for three beats, and is late, is gone', silent, honest, ['other@4']],
  ['that goes on is alive', beating, honest, []],
  ['that beats twelve times less often is alive', rare, honest, []],
  [
    'that is late because the clock went forward is alive',
    beating,
    (beat: number) => honest(beat) + (beat < 2 ? 0 : hour),
    [],
  ],
  ['that is far ahead by another clock is alive', beating.map((at) => at + hour), honest, []],
  ['that is far behind by another clock is alive', beating.map((at) => at - hour), honest, []],
  [
    'that died before the clock was set back is gone after three beats',
    silent.map((at) => at + hour),
    honest,
    ['other@3'],
  ],
  [
    'that died before the clock went forward is gone after three beats',
    silent.map((at) => at - hour),
    honest,
    ['other@3'],
  ],
  [
    'whose row is missing now and then is alive',
    beating.map((at, beat) => (beat % 3 === 0 ? at : undefined)),
    honest,
    [],
  ],
  ['whose row stays away is gone', [aliveUntil, ...Array(5).fill(undefined)], honest, ['other@4']],
] as const)('a process %s', (_what, said, nowAt, goneAt) => {
  expect(listen(said, nowAt).goneAt).toEqual(goneAt);
});

test.each([
  ['a process that said something is alive', [aliveUntil], true],
  ['a process that never said anything is not', [undefined], false],
  ['a process that said goodbye is not', [aliveUntil, 0], false],
  ['a process that was silent for too long is not', silent.slice(0, 5), false],
  ['a process that came back is alive', [...silent.slice(0, 5), aliveUntil + hour], true],
] as const)('%s', (_what, said, isAlive) => {
  expect(listen(said, honest).isAlive).toBe(isAlive);
});
