import { expect, test } from 'vitest';
import type { Cost, TaskAsset, TaskRef, TaskStatus } from '../provider.ts';
import { toSoundAsset, toSoundCost, toSoundTask, toSoundTimes } from './sound-facts.ts';

// Adapters of strangers may say anything: these are no values of the types that they should have.
const odd = <T>(value: unknown): T => value as T;
const noAmounts = [Number.NaN, Number.POSITIVE_INFINITY, -1, '5', null, undefined];

test.each<readonly [string, unknown, Cost | undefined]>([
  ['an amount', { usdMicros: 280_000 }, { usdMicros: 280_000 }],
  ['nothing', { usdMicros: 0, credits: 0 }, { usdMicros: 0, credits: 0 }],
  ['an amount with credits', { usdMicros: 1, credits: 2.5 }, { usdMicros: 1, credits: 2.5 }],
  ['a fraction of a micro-dollar', { usdMicros: 0.6 }, { usdMicros: 1 }],
  ['credits that are none', { usdMicros: 1, credits: -1 }, { usdMicros: 1 }],
  ['more than can be added up', { usdMicros: Number.MAX_SAFE_INTEGER + 1 }, undefined],
  ['credits alone', { credits: 5 }, undefined],
  ['no cost at all', undefined, undefined],
])('a cost of %s is kept as far as it is sound', (_what, cost, kept) => {
  expect(toSoundCost(odd(cost))).toEqual(kept);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, -1])('a cost of %s is none', (usdMicros) => {
  expect(toSoundCost({ usdMicros })).toBeUndefined();
});

test('times are kept each for itself', () => {
  const says = (times: object): TaskStatus =>
    odd({ state: 'running', vendorState: 'rendering', ...times });
  expect(toSoundTimes(says({ createdAt: 0, completedAt: 9 }))).toEqual({
    createdAt: 0,
    completedAt: 9,
  });
  for (const wrong of noAmounts) {
    expect(toSoundTimes(says({ createdAt: wrong, completedAt: 9 }))).toEqual({ completedAt: 9 });
    expect(toSoundTimes(says({ createdAt: 5, completedAt: wrong }))).toEqual({ createdAt: 5 });
  }
});

test('of an asset its address is kept, and what is known of it', () => {
  const url = 'https://cdn.invalid/1.mp4';
  const whole: TaskAsset = { url, mediaType: 'video/mp4', byteLength: 0 };
  expect(toSoundAsset(odd({ ...whole, secret: 'x' }))).toEqual(whole);
  expect(toSoundAsset({ url })).toEqual({ url });
  for (const byteLength of noAmounts) {
    expect(toSoundAsset(odd({ url, mediaType: 5, byteLength }))).toEqual({ url });
  }
});

test.each<readonly [string, unknown, TaskRef | undefined]>([
  ['an id', { id: 'task-1', model: 'm' }, { id: 'task-1', model: 'm' }],
  ['a route', { id: '1', model: 'm', route: 'r' }, { id: '1', model: 'm', route: 'r' }],
  ['an empty id', { id: '', model: 'm' }, undefined],
  ['an id that is no text', { id: 5, model: 'm' }, undefined],
  ['no model', { id: 'task-1' }, undefined],
  ['nothing', undefined, undefined],
])('a task of %s is kept where it can be followed', (_what, task, kept) => {
  expect(toSoundTask(odd(task))).toEqual(kept);
});
