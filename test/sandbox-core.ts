// What the examples import as `@vidgate/core` in their test: core, with downloads through the
// intercepted fetch instead of a real HTTPS connection.
import type { Gateway, GatewaySettings } from '@vidgate/core';
import { createGateway as createRealGateway } from '@vidgate/core';

export * from '@vidgate/core';

export function createGateway(settings: GatewaySettings): Gateway {
  return createRealGateway({ ...settings, download: { fetch: fetchAsset } });
}

const fetchAsset: NonNullable<NonNullable<GatewaySettings['download']>['fetch']> = async (
  url,
  { signal, headers } = {},
) => {
  const response = await fetch(url, {
    ...(signal === undefined ? {} : { signal }),
    ...(headers === undefined ? {} : { headers }),
  });
  if (response.body === null) throw new Error('The simulator answered without a body.');
  return {
    status: response.status,
    headers: response.headers,
    url: response.url,
    body: response.body,
  };
};
