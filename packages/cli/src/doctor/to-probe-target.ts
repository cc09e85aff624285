import type { LoadedConfig } from '@vidgate/config';
import type { VideoProvider } from '@vidgate/core';
import { listProviders } from '../list-providers.ts';
import type { ProbeTarget } from './ask-vendor.ts';

/** Whom a provider's probes ask, and with which key; nothing where either is not known here. */
export function toProbeTarget(
  { id }: Pick<VideoProvider, 'id'>,
  { config }: Pick<LoadedConfig, 'config'>,
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): ProbeTarget | undefined {
  const listed = listProviders(config).find((one) => one.id === id);
  if (listed?.vendor === undefined) return undefined;
  const { vendor, config: own } = listed;
  const apiKey = environment[own.apiKey?.env ?? vendor.keyVariable]?.trim();
  if (apiKey === undefined || apiKey === '') return undefined;
  const baseUrl = own.baseUrl ?? vendor.baseUrl;
  return { provider: id, vendor: vendor.name, baseUrl, apiKey, signal };
}
