// Loaded before an example: answers every vendor with its simulator and makes time pass faster, so
// that the examples run as they stand, without a key and without a network.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import {
  createAimlapiSimulator,
  createApiframeSimulator,
  createApixoSimulator,
} from '@vidgate/simulator';
import { toMswHandlers } from '@vidgate/simulator/msw';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';

const timesFaster = 50;

const realNow = Date.now;
const realSetTimeout = globalThis.setTimeout;
const startedAt = realNow();
Date.now = () => startedAt + (realNow() - startedAt) * timesFaster;
// Whoever sets a timer may pass arguments on: Node's own client does.
globalThis.setTimeout = new Proxy(realSetTimeout, {
  apply: (target, self, [callback, delayMs = 0, ...args]: Parameters<typeof setTimeout>) =>
    Reflect.apply(target, self, [callback, delayMs / timesFaster, ...args]),
});

// Downloads go over HTTPS to hosts that only exist inside the simulators.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@vidgate/core' && context.parentURL?.includes('/examples/')
      ? { url: new URL('./sandbox-core.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});

const frame = (name: string): Response =>
  new Response(readFileSync(new URL(`../examples/demo/frames/${name}`, import.meta.url)), {
    headers: { 'content-type': name.endsWith('.png') ? 'image/png' : 'image/jpeg' },
  });

const simulators = [createApixoSimulator(), createApiframeSimulator(), createAimlapiSimulator()];
const [apixo, apiframe, aimlapi] = simulators;
process.env['APIXO_API_KEY'] = apixo?.apiKey;
process.env['APIFRAME_API_KEY'] = apiframe?.apiKey;
process.env['AIMLAPI_API_KEY'] = aimlapi?.apiKey;

setupServer(
  http.get('https://example.com/night.png', () => frame('night.png')),
  http.get('https://example.com/day.jpg', () => frame('day.jpg')),
  http.all('https://example.com/*', () => new HttpResponse(null, { status: 404 })),
  ...toMswHandlers(...simulators),
).listen({ onUnhandledFrame: 'error' });

process.on('exit', () => {
  const charges = simulators.map(({ vendor, bill }) => `${vendor} ${bill.charges}`).join(', ');
  process.stderr.write(`charges: ${charges}\n`);
});
