import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ComparisonSettings } from '@vidgate/compare';
import { compareProviders, loadRequests, writeReports } from '@vidgate/compare';
import type { Ports } from '@vidgate/core';
import { systemPorts } from '@vidgate/core';
import { createAimlapi } from '@vidgate/provider-aimlapi';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';
import type { ClipRenderer, VendorSimulator } from '@vidgate/simulator';
import {
  createAimlapiSimulator,
  createApiframeSimulator,
  createApixoSimulator,
} from '@vidgate/simulator';
import { expect, test } from 'vitest';
import { renderClip } from '../packages/simulator/src/clip/render-clip.ts';

const examples = fileURLToPath(new URL('../examples/', import.meta.url));
const timesFaster = 100;

/** Time in which a video takes a moment. */
function fastPorts(): Ports {
  const startedAt = Date.now();
  return {
    ...systemPorts,
    now: () => startedAt + (Date.now() - startedAt) * timesFaster,
    setTimer: (callback, delayMs, background) =>
      systemPorts.setTimer(callback, delayMs / timesFaster, background),
  };
}

type Download = NonNullable<NonNullable<ComparisonSettings['gateway']>['download']>;

/** Encodes what several vendors are asked for only once: most of the time would be spent on it. */
function renderOnce(): ClipRenderer {
  const rendered = new Map<string, ReturnType<ClipRenderer>>();
  return (spec) => {
    const { startFrame, endFrame, ...rest } = spec;
    const key = JSON.stringify([rest, startFrame?.byteLength, endFrame?.byteLength]);
    const clip = rendered.get(key) ?? renderClip(spec);
    rendered.set(key, clip);
    return clip;
  };
}

function setup() {
  const ports = fastPorts();
  const simulators: VendorSimulator[] = [];
  /** Vendors read each other's uploads, and we their files, without a socket. */
  const fetchFromSimulators: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const { origin } = new URL(request.url);
    const simulator = simulators.find(({ origins }) => origins.includes(origin));
    if (simulator === undefined) throw new TypeError(`${origin} is not simulated.`);
    return await simulator.fetch(request);
  };
  const shared = { clock: ports, fetch: fetchFromSimulators, renderClip: renderOnce() };
  const apixo = createApixoSimulator(shared);
  const apiframe = createApiframeSimulator(shared);
  const aimlapi = createAimlapiSimulator(shared);
  simulators.push(apixo, apiframe, aimlapi);
  const download: Download = {
    async fetch(url, { headers } = {}) {
      const response = await fetchFromSimulators(url, headers && { headers });
      const { status, headers: answered, body } = response;
      return { status, headers: answered, url: String(url), body: body ?? new Blob([]).stream() };
    },
  };
  const folder = mkdtempSync(join(tmpdir(), 'vidgate-comparison-'));
  return {
    simulators,
    folder,
    settings: {
      providers: [
        createApixo({ apiKey: apixo.apiKey, fetch: apixo.fetch }),
        createApiframe({ apiKey: apiframe.apiKey, fetch: apiframe.fetch }),
        createAimlapi({ apiKey: aimlapi.apiKey, fetch: aimlapi.fetch }),
      ],
      simulated: true,
      folder,
      gateway: { download, heartbeatMs: 60_000 },
      ports,
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

test('the twelve prompts run at every simulated vendor, and a report comes out', {
  timeout: 120_000,
}, async () => {
  using world = setup();
  const { folder, simulators, settings } = world;
  const requests = await loadRequests(join(examples, 'prompts.yaml'));
  expect(requests).toHaveLength(12);
  const run = await compareProviders({
    ...settings,
    requests,
    repeats: 1,
    maxUsd: 20,
    concurrency: 6,
  });
  // AI/ML API has no end frames for this model, so three requests are not for it.
  expect(run.samples).toHaveLength(33);
  expect(
    run.leftOut.map(({ requestId, provider, reason }) => [requestId, provider, reason]),
  ).toEqual(['dawn', 'dusk', 'full-day'].map((id) => [id, 'aimlapi', 'unsupported-end-frame']));
  expect(run.samples.filter(({ state, clip }) => state !== 'succeeded' || !clip?.plays)).toEqual(
    [],
  );
  expect(simulators.map(({ bill }) => bill.charges)).toEqual([12, 12, 9]);
  for (const { requestId, clip, fidelity } of run.samples) {
    const asked = run.requests.find(({ id }) => id === requestId);
    expect(clip?.durationSeconds).toBeCloseTo(asked?.durationSeconds ?? 0, 0);
    expect(fidelity?.start?.ssim === undefined).toBe(asked?.startFrame === undefined);
    expect(fidelity?.end?.ssim === undefined).toBe(asked?.endFrame === undefined);
  }
  const report = await writeReports(run, { folder });
  expect(report.providers.map(({ provider, succeeded }) => [provider, succeeded])).toEqual([
    ['apixo', 12],
    ['apiframe', 12],
    ['aimlapi', 9],
  ]);
  for (const name of ['run.json', 'report.json', 'report.md', 'index.html']) {
    expect(existsSync(join(folder, name))).toBe(true);
  }
});

test('examples/compare.ts runs as it stands', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vidgate-comparison-'));
  const sandbox = new URL('./comparison-sandbox.ts', import.meta.url).href;
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--conditions=@vidgate/source', `--import=${sandbox}`, join(examples, 'compare.ts')],
      { cwd: folder },
    );
    expect(stdout).toBe(`10 samples for $2.734
apixo: 4 of 4
apiframe: 4 of 4
aimlapi: 2 of 2
aimlapi was not asked for frames: aimlapi takes no end frame for this model; leave the end frame out to use it.
`);
    expect(stderr).toContain('charges: apixo 4, apiframe 4, aimlapi 2');
    expect(existsSync(join(folder, 'comparison', 'index.html'))).toBe(true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
