import { expect, test } from 'vitest';
import { describeSetting } from './describe-setting.ts';
import type { OfferedSetting } from './finding.ts';

const guidanceField: OfferedSetting = {
  path: ['providers', 'apiframe', 'guidanceField'],
  value: 'cfg_scale',
};
const archive: OfferedSetting = { path: ['archive'], value: 'videos' };
const routing: OfferedSetting = { path: ['providers', 'apixo', 'routing'] };
const config = { providers: { apixo: {}, apiframe: {}, fal: { enabled: false } } };

test.each([
  [guidanceField, 'c.yaml', 'guidanceField: cfg_scale (in c.yaml under providers.apiframe)'],
  [guidanceField, 'c.yml', 'guidanceField: cfg_scale (in c.yml under providers.apiframe)'],
  [guidanceField, 'c.json', '"guidanceField": "cfg_scale", (in c.json under providers.apiframe)'],
  [guidanceField, 'c.ts', "guidanceField: 'cfg_scale', (in c.ts under providers.apiframe)"],
  [archive, 'c.yaml', 'archive: videos (in c.yaml)'],
  [routing, 'c.yaml', 'remove routing (in c.yaml under providers.apixo)'],
])('%o is a line for %s', (setting, file, line) => {
  expect(describeSetting(setting, { config, file })).toBe(line);
});

test('without a file it is a whole one, which names everybody that is used so far', () => {
  expect(describeSetting(guidanceField, { config })).toBe(
    'a file vidgate.config.yaml with: providers: { apixo: {}, apiframe: { guidanceField: cfg_scale } }',
  );
  expect(describeSetting(archive, { config })).toMatch(
    /with: providers: \{ apixo: \{\}, apiframe: \{\} \}\n +archive: videos$/,
  );
});
