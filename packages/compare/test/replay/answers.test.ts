import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VideoGatewayError } from '@vidgate/core';
import { createTestClock } from '@vidgate/testkit';
import { expect, test } from 'vitest';
import type { RecordingSettings } from '../../src/replay/record-answers.ts';
import { recordAnswers } from '../../src/replay/record-answers.ts';
import { replayAnswers } from '../../src/replay/replay-answers.ts';
import { temporaryFolder } from '../media/clips.ts';

const origin = 'https://vendor.example';
const secrets = ['canary-key-0123456789'] as const;
const clock = createTestClock();

/** A vendor that gives its answers one after the other. */
function scripted(...answers: readonly (Response | Error)[]) {
  const asked: Request[] = [];
  const script: typeof fetch = async (input, init) => {
    asked.push(new Request(input, init));
    const answer = answers[asked.length - 1];
    if (answer === undefined) throw new Error('Nobody expected this question.');
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, fetch: script };
}

function record(
  folder: string,
  vendor: { fetch: typeof fetch },
  more: Partial<RecordingSettings> = {},
) {
  return recordAnswers({ folder, secrets, clock, fetch: vendor.fetch, ...more });
}

const post = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

async function filesOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Object.fromEntries(
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [path.slice(folder.length), await readFile(path, 'latin1')] as const;
      }),
    ),
  );
}

test('an answer comes back with its status, its body and the headers that are read', async () => {
  const folder = await temporaryFolder();
  const headers = { 'retry-after': '7', 'x-usd-spent': '0.35', date: 'today', 'set-cookie': 'a=b' };
  const body = { id: 12, text: 'slow down' };
  const vendor = scripted(Response.json(body, { status: 429, headers }));
  const seen = await record(folder, vendor).fetch(`${origin}/v1/tasks`, post({ prompt: 'a' }));
  const replayed = await replayAnswers({ folder }).fetch(
    `${origin}/v1/tasks`,
    post({ prompt: 'a' }),
  );
  for (const response of [seen, replayed]) {
    expect(response.status).toBe(429);
    expect(await response.json()).toEqual(body);
    expect([...response.headers.keys()]).toEqual(['content-type', 'retry-after', 'x-usd-spent']);
  }
});

test('a poll is answered in the order of the recording, and then by its last answer', async () => {
  const folder = await temporaryFolder();
  const states = ['queued', 'running', 'done'];
  const recording = record(folder, scripted(...states.map((state) => Response.json({ state }))));
  for (const _state of states) await recording.fetch(`${origin}/v1/tasks/5`);
  const replay = replayAnswers({ folder });
  const seen: unknown[] = [];
  for (let poll = 0; poll < 5; poll += 1) {
    seen.push(await (await replay.fetch(`${origin}/v1/tasks/5`)).json());
  }
  expect(seen).toEqual(['queued', 'running', 'done', 'done', 'done'].map((state) => ({ state })));
  expect(replay.missed).toEqual([]);
});

test('equal submits get their answers in turn, and one more has none', async () => {
  const folder = await temporaryFolder();
  const recording = record(folder, scripted(Response.json({ id: 1 }), Response.json({ id: 2 })));
  for (let repeat = 0; repeat < 2; repeat += 1) {
    await recording.fetch(`${origin}/v1/tasks`, post({ prompt: 'a' }));
  }
  const replay = replayAnswers({ folder });
  const submit = () => replay.fetch(`${origin}/v1/tasks`, post({ prompt: 'a' }));
  expect(await (await submit()).json()).toEqual({ id: 1 });
  expect(await (await submit()).json()).toEqual({ id: 2 });
  const error = await submit().catch((thrown: unknown) => thrown);
  expect(VideoGatewayError.isInstance(error)).toBe(true);
  expect(error).toMatchObject({ code: 'configuration', outcome: 'rejected' });
  expect(String(error)).toContain(`answers only 2 times POST ${origin}/v1/tasks`);
  expect(String(error)).toContain(folder);
  expect(replay.missed).toEqual([`POST ${origin}/v1/tasks`]);
});

test.each([
  ['another prompt', `${origin}/v1/tasks`, post({ prompt: 'b' }), 'configuration'],
  ['another path', `${origin}/v2/tasks`, post({ prompt: 'a' }), 'configuration'],
  ['another host', 'https://other.example/v1/tasks', post({ prompt: 'a' }), 'configuration'],
  ['another method', `${origin}/v1/tasks`, {}, 'not-found'],
])('%s is another question', async (_what, url, init, code) => {
  const folder = await temporaryFolder();
  await record(folder, scripted(Response.json({}))).fetch(
    `${origin}/v1/tasks`,
    post({ prompt: 'a' }),
  );
  await expect(replayAnswers({ folder }).fetch(url, init)).rejects.toMatchObject({ code });
});

test('keys, references and callback addresses of another run make no other question', async () => {
  const folder = await temporaryFolder();
  const ask = (run: string) =>
    [
      `${origin}/v1/tasks?webhook=${encodeURIComponent(`https://app.example/${run}`)}`,
      post(
        { prompt: 'a', callback_url: `https://app.example/hook/${run}`, ref: `r-${run}` },
        { 'idempotency-key': `r-${run}`, authorization: `Bearer ${run}` },
      ),
    ] as const;
  const echo = { reference: 'r-first-run', hook: 'https://app.example/hook/first-run' };
  await record(folder, scripted(Response.json(echo))).fetch(...ask('first-run'));
  const response = await replayAnswers({ folder }).fetch(...ask('second-run'));
  expect(await response.json()).toEqual({
    reference: 'r-second-run',
    hook: 'https://app.example/hook/second-run',
  });
  expect(JSON.stringify(await filesOf(folder))).not.toContain('first-run');
});

test('a look-up of another day is the same question', async () => {
  const folder = await temporaryFolder();
  const logs = (day: string) =>
    `${origin}/logs?start=${encodeURIComponent(`2026-11-${day}T10:00:00.000Z`)}`;
  await record(folder, scripted(Response.json({ data: [] }))).fetch(logs('21'));
  expect((await replayAnswers({ folder }).fetch(logs('29'))).status).toBe(200);
});

test('a signed address is cut for both runs, and the network is asked by the whole one', async () => {
  const folder = await temporaryFolder();
  const whole = `${origin}/files/v.mp4?X-Amz-Date=1&X-Amz-Signature=ab12`;
  const cut = `${origin}/files/v.mp4`;
  const result = { resultJson: JSON.stringify({ urls: [whole] }) };
  const vendor = scripted(Response.json(result), Response.json({ ok: true }));
  const downloads: string[] = [];
  const recording = record(folder, vendor, {
    download: async (url) => {
      downloads.push(String(url));
      const headers = new Headers({ 'content-type': 'video/mp4' });
      return { status: 200, headers, url: String(url), body: new Blob(['clip']).stream() };
    },
  });
  for (const open of [() => recording, () => replayAnswers({ folder })]) {
    const { fetch, download } = open();
    const answer = await (await fetch(`${origin}/v1/tasks/5`)).json();
    expect(answer).toEqual({ resultJson: JSON.stringify({ urls: [cut] }) });
    const file = await download(cut, { headers: { range: 'bytes=5-' } });
    expect(await new Response(file.body).text()).toBe('clip');
    await fetch(`${origin}/v1/tasks`, post({ frame: cut }));
  }
  expect(downloads).toEqual([whole]);
  expect(await vendor.asked[1]?.json()).toEqual({ frame: whole });
  expect(JSON.stringify(await filesOf(folder))).not.toContain('ab12');
});

test('a connection that failed fails again, by its code', async () => {
  const folder = await temporaryFolder();
  const cause = Object.assign(new Error('reset'), { code: 'ECONNRESET', syscall: 'read' });
  const recording = record(folder, scripted(new TypeError('fetch failed', { cause })));
  await expect(recording.fetch(`${origin}/v1/tasks`, post({}))).rejects.toThrow('fetch failed');
  await expect(
    replayAnswers({ folder }).fetch(`${origin}/v1/tasks`, post({})),
  ).rejects.toMatchObject({
    message: 'fetch failed',
    cause: { code: 'ECONNRESET', syscall: 'read' },
  });
});

test.each([
  '1.0',
  '{"id":12345678901234567890}',
  '{ "spaced": true }',
  'not json',
  '<html>502</html>',
  '',
])('the body %s comes back to the letter', async (text) => {
  const folder = await temporaryFolder();
  const headers = { 'content-type': 'application/json' };
  await record(folder, scripted(new Response(text, { headers }))).fetch(`${origin}/a`);
  expect(await (await replayAnswers({ folder }).fetch(`${origin}/a`)).text()).toBe(text);
});

test('a long text and a file are kept once, by their hash', async () => {
  const folder = await temporaryFolder();
  const long = () => Response.json({ text: 'x'.repeat(20_000) });
  const clip = () => new Response('clip', { headers: { 'content-type': 'video/mp4' } });
  const recording = record(folder, scripted(long(), long(), clip(), clip()));
  for (const path of ['a', 'b', 'c', 'd'])
    await (await recording.fetch(`${origin}/${path}`)).text();
  expect((await readdir(join(folder, 'bodies'))).map((name) => name.replace(/.*\./, ''))).toEqual(
    expect.arrayContaining(['json', 'mp4']),
  );
  expect(await readdir(join(folder, 'bodies'))).toHaveLength(2);
  const replay = replayAnswers({ folder });
  expect(await (await replay.fetch(`${origin}/b`)).json()).toEqual({ text: 'x'.repeat(20_000) });
  expect(await (await replay.fetch(`${origin}/d`)).text()).toBe('clip');
});

test('no form of a key is written, wherever a vendor repeats it', async () => {
  const folder = await temporaryFolder();
  const [key] = secrets;
  const base64 = Buffer.from(`user:${key}`).toString('base64');
  const headers = { 'x-error-kind': `bad ${key}`, 'content-type': 'application/json' };
  const clip = Buffer.concat([Buffer.alloc(100_000, 1), Buffer.from(`${key} ${base64}`)]);
  const recording = record(
    folder,
    scripted(
      Response.json({ said: `no ${key}`, [key]: base64, u: encodeURIComponent(key) }, { headers }),
      new Response(clip, { headers: { 'content-type': 'video/mp4' } }),
      new Response(`<html>${key}</html>`, { status: 500 }),
    ),
  );
  const authorization = { authorization: `Bearer ${key}`, 'x-api-key': key };
  await recording.fetch(`${origin}/${key}/a?key=${key}`, post({ key, base64 }, authorization));
  await (await recording.fetch(`${origin}/v.mp4`, { headers: authorization })).arrayBuffer();
  await recording.fetch(`${origin}/broken`, { headers: authorization });
  const files = await filesOf(folder);
  expect(Object.keys(files)).toHaveLength(5);
  const core = Buffer.from(key).toString('base64').slice(0, -2);
  for (const form of [key, encodeURIComponent(key), core, base64.slice(8, -4)]) {
    expect(JSON.stringify(files)).not.toContain(form);
  }
});

test('the same run recorded twice has the same files', async () => {
  const run = async (): Promise<Record<string, string>> => {
    const folder = await temporaryFolder();
    const recording = record(
      folder,
      scripted(Response.json({ id: 1 }), Response.json({ state: 'done' })),
    );
    const key = { 'idempotency-key': globalThis.crypto.randomUUID() };
    await recording.fetch(`${origin}/v1/tasks`, post({ prompt: 'a' }, key));
    await recording.fetch(`${origin}/v1/tasks/1`);
    return await filesOf(folder);
  };
  expect(await run()).toEqual(await run());
});

test('an upload is the same question whatever its boundary, and another picture is another', async () => {
  const folder = await temporaryFolder();
  const form = (content: string): RequestInit => {
    const body = new FormData();
    body.append('file', new Blob([content]), 'a.png');
    return { method: 'POST', body };
  };
  await record(folder, scripted(Response.json({ url: 'u' }))).fetch(
    `${origin}/up`,
    form('picture'),
  );
  const replay = replayAnswers({ folder });
  await expect(replay.fetch(`${origin}/up`, form('other'))).rejects.toThrow('does not answer');
  expect(await (await replay.fetch(`${origin}/up`, form('picture'))).json()).toEqual({ url: 'u' });
});

test('a frame of many megabytes inside a body is recorded and replayed', async () => {
  const folder = await temporaryFolder();
  const body = { prompt: 'a', image: `data:image/png;base64,${'A'.repeat(14_000_000)}` };
  await record(folder, scripted(Response.json({ id: 1 }))).fetch(`${origin}/a`, post(body));
  expect((await replayAnswers({ folder }).fetch(`${origin}/a`, post(body))).status).toBe(200);
});

test('a recording is not mixed with another, but can be gone on with', async () => {
  const folder = await temporaryFolder();
  const first = record(folder, scripted(Response.json({ id: 1 })));
  await first.fetch(`${origin}/v1/tasks`, post({}));
  const vendor = scripted(Response.json({ id: 2 }));
  await expect(record(folder, vendor).fetch(`${origin}/v1/tasks`, post({}))).rejects.toMatchObject({
    code: 'configuration',
    outcome: 'rejected',
  });
  expect(vendor.asked).toHaveLength(0);
  await record(folder, vendor, { append: true }).fetch(`${origin}/v1/tasks`, post({}));
  const replay = replayAnswers({ folder });
  const ids = [];
  for (let turn = 0; turn < 2; turn += 1) {
    ids.push(await (await replay.fetch(`${origin}/v1/tasks`, post({}))).json());
  }
  expect(ids).toEqual([{ id: 1 }, { id: 2 }]);
});

test('nothing is sent when the folder cannot be written', async () => {
  const folder = await temporaryFolder();
  const vendor = scripted();
  const file = join(folder, 'exchanges');
  const { writeFile } = await import('node:fs/promises');
  await writeFile(file, 'a file in the way');
  await expect(record(folder, vendor).fetch(`${origin}/a`)).rejects.toMatchObject({
    code: 'configuration',
  });
  expect(vendor.asked).toHaveLength(0);
});

test('an answer that cannot be written is given on, and the problem is told', async () => {
  const folder = await temporaryFolder();
  const recording = record(folder, {
    fetch: async () => {
      // The disk goes away while the vendor works.
      const { rm, writeFile } = await import('node:fs/promises');
      await rm(folder, { recursive: true });
      await writeFile(folder, '');
      return Response.json({ id: 1 });
    },
  });
  const response = await recording.fetch(`${origin}/v1/tasks`, post({}));
  expect(await response.json()).toEqual({ id: 1 });
  expect(recording.problems).toHaveLength(1);
});

test.each([
  ['skipped', 0],
  ['recorded', 250],
] as const)('the latency is %s', async (latency, takesMs) => {
  const folder = await temporaryFolder();
  const time = createTestClock();
  const slow: typeof fetch = async () => {
    await time.advance(250);
    return Response.json({});
  };
  await record(folder, { fetch: slow }, { clock: time }).fetch(`${origin}/a`);
  const before = time.now();
  const pending = replayAnswers({ folder, latency, clock: time }).fetch(`${origin}/a`);
  let over = false;
  void pending.then(() => {
    over = true;
  });
  while (!over) await time.advance(time.pending > 0 ? 250 : 0);
  expect(time.now() - before).toBe(takesMs);
});

test('a call that was given up before is not answered', async () => {
  const folder = await temporaryFolder();
  await record(folder, scripted(Response.json({}))).fetch(`${origin}/a`);
  const signal = AbortSignal.abort(new Error('given up'));
  const replay = replayAnswers({ folder });
  await expect(replay.fetch(`${origin}/a`, { signal })).rejects.toThrow('given up');
});

test('a replay lives in the time of its recording', async () => {
  const folder = await temporaryFolder();
  await record(folder, scripted(Response.json({}))).fetch(`${origin}/a`);
  const later = createTestClock(clock.now() + 1e9);
  const replay = replayAnswers({ folder, clock: later });
  expect(replay.clock.now()).toBe(clock.now());
  await later.advance(5_000);
  expect(replay.clock.now()).toBe(clock.now() + 5_000);
});

test('a folder without a recording is named', async () => {
  const folder = join(await temporaryFolder(), 'none');
  const replay = () => replayAnswers({ folder });
  expect(replay).toThrow(`There is no recording in ${folder}.`);
  expect(replay).toThrow(VideoGatewayError);
});
