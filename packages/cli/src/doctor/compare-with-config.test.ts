import { expect, test } from 'vitest';
import { compareWithConfig } from './compare-with-config.ts';
import type { Finding } from './finding.ts';

const finding: Finding = {
  provider: 'films',
  question: 'Is the cfg scale called cfg_scale or guidance_scale?',
  state: 'good',
  answer: 'cfg_scale',
  meaning: 'Set it.',
  setting: { path: ['providers', 'films', 'guidanceField'], value: 'cfg_scale' },
};
const { setting, ...settled } = finding;
const configured = (own: object) => ({
  config: { providers: { films: { use: 'apiframe', ...own } } },
});

test('what is not configured is offered', () => {
  expect(compareWithConfig(finding, configured({}))).toEqual(finding);
});

test('what is configured like this is not offered again', () => {
  const own = { guidanceField: 'cfg_scale' };
  expect(compareWithConfig(finding, configured(own))).toEqual({
    ...settled,
    meaning: 'The configuration says so.',
  });
});

test('what is configured otherwise is a problem', () => {
  const own = { guidanceField: 'guidance_scale' };
  expect(compareWithConfig(finding, configured(own))).toMatchObject({
    state: 'problem',
    meaning: expect.stringContaining('providers.films.guidanceField: "guidance_scale"'),
    setting,
  });
});

test('a setting that is to be left out counts only where it stands', () => {
  const refused: Finding = { ...finding, setting: { path: ['providers', 'films', 'routing'] } };
  expect(compareWithConfig(refused, configured({}))).toEqual(settled);
  expect(compareWithConfig(refused, configured({ routing: 'value' })).state).toBe('problem');
});

test('a setting of the whole file is looked for at its top', () => {
  const expired: Finding = { ...finding, setting: { path: ['archive'], value: 'videos' } };
  expect(compareWithConfig(expired, configured({}))).toEqual(expired);
});
