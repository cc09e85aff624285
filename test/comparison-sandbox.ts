// Loaded before the example: answers every vendor with its simulator, makes the comparison's time pass
// faster, and stands in for `@vidgate/compare` there, with downloads through the intercepted fetch
// instead of a real HTTPS connection.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import type { ComparisonRun, ComparisonSettings } from '@vidgate/compare';
import { compareProviders as compareForReal } from '@vidgate/compare';
import type { Ports } from '@vidgate/core';
import { systemPorts } from '@vidgate/core';
import {
  createAimlapiSimulator,
  createApiframeSimulator,
  createApixoSimulator,
} from '@vidgate/simulator';
import { toMswHandlers } from '@vidgate/simulator/msw';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';

export * from '@vidgate/compare';

const timesFaster = 50;
const startedAt = Date.now();
/** Only the comparison and the vendors live in it: the time-outs of real connections stay as they are. */
const ports: Ports = {
  ...systemPorts,
  now: () => startedAt + (Date.now() - startedAt) * timesFaster,
  setTimer: (callback, delayMs, background) =>
    systemPorts.setTimer(callback, delayMs / timesFaster, background),
};

type Fetch = NonNullable<
  NonNullable<NonNullable<ComparisonSettings['gateway']>['download']>['fetch']
>;

const fetchAsset: Fetch = async (url, { signal, headers } = {}) => {
  const response = await fetch(url, {
    ...(signal === undefined ? {} : { signal }),
    ...(headers === undefined ? {} : { headers }),
  });
  if (response.body === null) throw new Error('The simulator answered without a body.');
  const { status, headers: answered, url: from, body } = response;
  return { status, headers: answered, url: from, body };
};

export function compareProviders(settings: ComparisonSettings): Promise<ComparisonRun> {
  const gateway = { download: { fetch: fetchAsset }, heartbeatMs: 30_000 };
  return compareForReal({ ...settings, gateway, ports });
}

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@vidgate/compare' && context.parentURL?.includes('/examples/')
      ? { url: import.meta.url, shortCircuit: true }
      : next(specifier, context),
});

const frame = (name: string): Response =>
  new Response(readFileSync(new URL(`../examples/demo/frames/${name}`, import.meta.url)), {
    headers: { 'content-type': name.endsWith('.png') ? 'image/png' : 'image/jpeg' },
  });

const apixo = createApixoSimulator({ clock: ports });
const apiframe = createApiframeSimulator({ clock: ports });
const aimlapi = createAimlapiSimulator({ clock: ports });
process.env['APIXO_API_KEY'] = apixo.apiKey;
process.env['APIFRAME_API_KEY'] = apiframe.apiKey;
process.env['AIMLAPI_API_KEY'] = aimlapi.apiKey;

setupServer(
  http.get('https://example.com/night.png', () => frame('night.png')),
  http.get('https://example.com/day.jpg', () => frame('day.jpg')),
  http.all('https://example.com/*', () => new HttpResponse(null, { status: 404 })),
  ...toMswHandlers(apixo, apiframe, aimlapi),
).listen({ onUnhandledFrame: 'error' });

process.on('exit', () => {
  const charges = [apixo, apiframe, aimlapi].map(({ vendor, bill }) => `${vendor} ${bill.charges}`);
  process.stderr.write(`charges: ${charges.join(', ')}\n`);
});
