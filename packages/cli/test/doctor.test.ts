import { createServer } from 'node:http';
import type { VendorSimulator } from '@vidgate/simulator';
import { createApiframeSimulator, createApixoSimulator } from '@vidgate/simulator';
import { serveSimulator } from '@vidgate/simulator/server';
import { expect, onTestFinished, test } from 'vitest';
import type { ProbeTarget } from '../src/doctor/ask-vendor.ts';
import { probeVendor } from '../src/doctor/probe-vendor.ts';

async function serve(simulator: VendorSimulator): Promise<ProbeTarget> {
  const server = await serveSimulator(simulator);
  onTestFinished(() => server.close());
  return toTarget(simulator.vendor, server.baseUrl, simulator.apiKey);
}

function toTarget(vendor: ProbeTarget['vendor'], baseUrl: string, apiKey: string): ProbeTarget {
  return { provider: vendor, vendor, baseUrl, apiKey, signal: new AbortController().signal };
}

/** A vendor that answers everything in the same way, or as a function of what it was sent. */
async function serveAnswer(
  status: number,
  answer: string | ((request: string) => string),
): Promise<string> {
  const server = createServer(async (request, response) => {
    const sent = (await request.toArray()).join('');
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof answer === 'string' ? answer : answer(sent));
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

test.each(['cfg_scale', 'guidance_scale'] as const)(
  'a vendor that takes %s is found out, and the setting offered, for nothing',
  async (cfgField) => {
    const simulator = createApiframeSimulator({ cfgField });
    const findings = await probeVendor(await serve(simulator), { readOnly: false });
    const setting = { path: ['providers', 'apiframe', 'guidanceField'], value: cfgField };
    expect(findings[0]).toMatchObject({ state: 'good', setting });
    expect(simulator.tasks).toEqual([]);
  },
);

test.each([
  [true, 'yes: HTTP 400, code 400'],
  [false, 'no: HTTP 200, code 400'],
])('whether the status mirrors the code (%s) is told, for nothing', async (mirrors, answer) => {
  const simulator = createApixoSimulator({ httpMirrorsCode: mirrors });
  const [finding] = await probeVendor(await serve(simulator), { readOnly: false });
  expect(finding?.answer).toContain(answer);
  expect(simulator.tasks).toEqual([]);
});

test('a vendor that refuses the older provider field for itself is found out', async () => {
  const place = await serveAnswer(400, (request) =>
    JSON.stringify({
      code: 400,
      message: `Unknown: ${request.includes('provider') ? 'provider' : 'prompt'}`,
    }),
  );
  const [, finding] = await probeVendor(toTarget('apixo', place, 'key'), { readOnly: false });
  expect(finding).toMatchObject({
    state: 'good',
    answer: expect.stringContaining('refused for it'),
  });
});

test('one that refuses both requests alike settles nothing', async () => {
  const [, finding] = await probeVendor(await serve(createApixoSimulator()), { readOnly: false });
  expect(finding).toMatchObject({
    state: 'unknown',
    answer: expect.stringContaining('or ignored'),
  });
});

test('read only, nothing is sent to where videos are ordered', async () => {
  for (const simulator of [createApixoSimulator(), createApiframeSimulator()]) {
    const findings = await probeVendor(await serve(simulator), { readOnly: true });
    expect(findings[0]).toMatchObject({ state: 'unknown', answer: 'not asked: --read-only' });
    expect(simulator.requests.filter(({ operation }) => operation === 'submit')).toEqual([]);
  }
});

test.each([
  ['apixo', '{"code":200,"message":"success","data":{"taskId":"t-1"}}', 'task t-1'],
  ['apiframe', '{"jobId":"j-1","status":"QUEUED"}', 'job j-1'],
] as const)('%s taking a request without a prompt is a problem', async (vendor, body, named) => {
  const target = toTarget(vendor, await serveAnswer(200, body), 'key');
  const [finding] = await probeVendor(target, { readOnly: false });
  expect(finding).toMatchObject({ state: 'problem', answer: expect.stringContaining(named) });
});

test.each(['apixo', 'apiframe', 'aimlapi'] as const)(
  '%s out of reach, or out of its mind, is an answer that settles nothing',
  async (vendor) => {
    const key = 'a-key-0123456789';
    const places = ['http://127.0.0.1:9', await serveAnswer(502, `<html>${key}</html>`)];
    for (const place of places) {
      const findings = await probeVendor(toTarget(vendor, place, key), { readOnly: false });
      expect(new Set(findings.map(({ state }) => state))).toEqual(new Set(['unknown']));
      expect(JSON.stringify(findings)).not.toContain(key);
    }
  },
);

test.each([
  ['{"properties":{"image_url":{}}}', 'no: its schema has no such field'],
  ['{"properties":{"tail_image_url":{}}}', 'its schema has such a field now'],
])('an end frame in the schema is noticed: %s', async (schema, answer) => {
  const target = toTarget('aimlapi', await serveAnswer(200, schema), 'key');
  const [finding] = await probeVendor(target, { readOnly: false });
  expect(finding?.answer).toBe(answer);
});
