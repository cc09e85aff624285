// What a consumer's first program does, with the installed packages: a plan, one video, one charge.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createGateway } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { createAimlapi } from '@vidgate/provider-aimlapi';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';
import { createFal } from '@vidgate/provider-fal';
import {
  createAimlapiSimulator,
  createApiframeSimulator,
  createApixoSimulator,
  createFalSimulator,
} from '@vidgate/simulator';
import { serveSimulator } from '@vidgate/simulator/server';

const settings = { runMs: 50 };
const simulators = [
  createApixoSimulator(settings),
  createApiframeSimulator(settings),
  createAimlapiSimulator(settings),
  createFalSimulator(settings),
];
const adapters = [createApixo, createApiframe, createAimlapi, createFal];
const servers = await Promise.all(simulators.map((simulator) => serveSimulator(simulator)));
const providers = adapters.map((create, index) =>
  create({ apiKey: simulators[index]?.apiKey, baseUrl: servers[index]?.baseUrl }),
);

const gateway = createGateway({
  providers,
  ledger: sqliteLedger('vidgate.db'),
  routing: { sort: 'price', maxUsd: 0.5 },
  polling: { firstDelayMs: 100, intervalMs: 50 },
  download: { allowHosts: servers.map(({ url }) => new URL(url).host) },
});
const video = await gateway.generate({ prompt: 'dawn breaks over the ridge', duration: 5 });
const saved = await video.save('ridge.mp4');
const [job] = (await gateway.jobs()).jobs;
await gateway.close();
await Promise.all(servers.map((server) => server.close()));

const file = await readFile('ridge.mp4');
assert.equal(file.byteLength, saved.bytes);
assert.equal(file.toString('latin1', 4, 8), 'ftyp');
assert.equal(job?.state, 'succeeded');
const charges = simulators.map(({ bill }) => bill.charges);
assert.equal(
  charges.reduce((sum, count) => sum + count, 0),
  1,
);
process.stdout.write(`one charge, ${saved.bytes} bytes, from ${video.provider}\n`);
