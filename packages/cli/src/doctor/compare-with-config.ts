import type { LoadedConfig } from '@vidgate/config';
import { listProviders } from '../list-providers.ts';
import type { Finding, OfferedSetting } from './finding.ts';

/** What an answer means for whoever has set something already: that it is right, or that it is not. */
export function compareWithConfig(
  finding: Finding,
  { config }: Pick<LoadedConfig, 'config'>,
): Finding {
  const { setting, ...rest } = finding;
  if (setting === undefined) return finding;
  const configured = readSetting(setting, config);
  if (configured === undefined) return setting.value === undefined ? rest : finding;
  if (configured === setting.value) return { ...rest, meaning: 'The configuration says so.' };
  const name = setting.path.join('.');
  return {
    ...finding,
    state: 'problem',
    meaning: `The configuration says otherwise (${name}: ${JSON.stringify(configured)}), so requests are refused.`,
  };
}

function readSetting({ path }: OfferedSetting, config: LoadedConfig['config']): unknown {
  const [first, id, name] = path;
  if (first !== 'providers' || name === undefined) return Reflect.get(config, first);
  const provider = listProviders(config).find((one) => one.id === id);
  return provider && Reflect.get(provider.config, name);
}
