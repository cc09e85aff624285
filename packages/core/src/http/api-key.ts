import { Secret } from '../secret.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';

/** A key, or a function that is asked for it before every request (for rotation or a vault). */
export type ApiKeySetting = string | (() => string | Promise<string>);

/** Where a provider's key comes from. */
export interface ApiKeySource {
  readonly provider: string;
  readonly apiKey: ApiKeySetting | undefined;
  /** Read at the first request, where the setting is absent. */
  readonly environmentVariable: string;
}

/** Returns a function that yields the key, wrapped so that it cannot be printed. */
export function createApiKey(source: ApiKeySource): () => Promise<Secret> {
  const { provider, apiKey, environmentVariable } = source;
  let fixed: Secret | undefined;
  return async () => {
    if (typeof apiKey === 'function') return check(await readKey(apiKey, provider), source);
    fixed ??= check(apiKey ?? process.env[environmentVariable] ?? '', source);
    return fixed;
  };
}

async function readKey(read: () => string | Promise<string>, provider: string): Promise<string> {
  try {
    return await read();
  } catch (error) {
    // Ours are made of plain facts, and name the variable that is missing.
    if (VideoGatewayError.isInstance(error)) throw error;
    // A vault's own message is not passed on: it may quote what it was asked for.
    throw new VideoGatewayError({
      code: 'authentication',
      provider,
      message: `${provider}: the apiKey function failed.`,
    });
  }
}

function check(key: unknown, { provider, environmentVariable }: ApiKeySource): Secret {
  // A vault's function may yield nothing, whatever its type says.
  const trimmed = typeof key === 'string' ? key.trim() : '';
  // Whatever cannot stand in a header would fail later, in an error that quotes it.
  if (trimmed !== '' && /^[\x21-\x7e]+$/.test(trimmed)) return new Secret(trimmed);
  throw new VideoGatewayError({
    code: 'authentication',
    provider,
    message:
      trimmed === ''
        ? `${provider}: no API key. Set the environment variable ${environmentVariable}, or the apiKey setting.`
        : `${provider}: the API key has characters that no HTTP header can carry (check ${environmentVariable} or the apiKey setting for spaces or quotes).`,
  });
}
