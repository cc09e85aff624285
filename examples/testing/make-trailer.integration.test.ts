import { createGateway, memoryLedger } from '@vidgate/core';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';
import { createApiframeSimulator, createApixoSimulator, toDownloadFetch } from '@vidgate/simulator';
import { toMswHandlers } from '@vidgate/simulator/msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { makeTrailer } from './make-trailer.ts';

const film = { id: 'ridge', pitch: 'dawn breaks over the ridge' };
const server = setupServer();
// Whatever is meant for nobody here is an error, and never reaches the network.
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterAll(() => server.close());

function setup() {
  const apixo = createApixoSimulator({ runMs: 20 });
  const apiframe = createApiframeSimulator({ runMs: 20 });
  server.resetHandlers(...toMswHandlers(apixo, apiframe));
  const gateway = createGateway({
    providers: [
      createApixo({ apiKey: apixo.apiKey }),
      createApiframe({ apiKey: apiframe.apiKey, usdPerCredit: 0.039 }),
    ],
    ledger: memoryLedger(),
    polling: { firstDelayMs: 20, intervalMs: 20 },
    download: { fetch: toDownloadFetch(apixo, apiframe) },
  });
  onTestFinished(() => gateway.close());
  const charges = () => ({ apixo: apixo.bill.charges, apiframe: apiframe.bill.charges });
  return { apixo, apiframe, gateway, charges };
}

test('a trailer is one charge at the cheaper vendor, and an MP4 file', async () => {
  const { gateway, charges } = setup();
  const { state, jobId } = await makeTrailer(film, gateway);
  expect(state).toBe('ready');
  expect(charges()).toEqual({ apixo: 0, apiframe: 1 });
  const video = await gateway.video(jobId);
  expect(Buffer.from(await video.bytes()).toString('latin1', 4, 8)).toBe('ftyp');
});

test('an empty account is one charge at the other vendor', async () => {
  const { apiframe, gateway, charges } = setup();
  apiframe.inject({ name: 'insufficient-balance', on: 'submit' });
  expect(await makeTrailer(film, gateway)).toMatchObject({ state: 'ready' });
  expect(charges()).toEqual({ apixo: 1, apiframe: 0 });
});

test('an answer that gets lost after the vendor has accepted is one charge, not two', async () => {
  const { apiframe, gateway, charges } = setup();
  apiframe.inject({ name: 'drop-after-accept', on: 'submit' });
  expect(await makeTrailer(film, gateway)).toMatchObject({ state: 'ready' });
  expect(charges()).toEqual({ apixo: 0, apiframe: 1 });
});

test('where nobody can tell whether a vendor accepted, no other vendor is asked', async () => {
  const { apixo, apiframe, gateway } = setup();
  apiframe.inject({ name: 'insufficient-balance', on: 'submit' });
  apixo.inject({ name: 'server-error-after-accept', on: 'submit' });
  expect(await makeTrailer(film, gateway)).toMatchObject({ state: 'in-doubt' });
  expect([apixo.bill.lines.length, apiframe.bill.lines.length]).toEqual([1, 0]);
});
