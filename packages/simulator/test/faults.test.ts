import { expect, test } from 'vitest';
import type { Fault } from '../src/index.ts';
import { valueAt } from './value-at.ts';
import type { Vendor } from './vendors.ts';
import { testSettings, vendors } from './vendors.ts';

function setup(vendor: Vendor, fault?: Fault) {
  const world = testSettings();
  const simulator = vendor.create(world.settings);
  if (fault) simulator.inject(fault);
  return { ...world, simulator };
}

/** Every vendor with every row. */
function across<Row extends object>(...rows: readonly Row[]): ({ vendor: Vendor } & Row)[] {
  return vendors.flatMap((vendor) => rows.map((row) => ({ vendor, ...row })));
}

const each = vendors.map((vendor) => ({ vendor }));

test.each(
  across<{ fault: Fault; status: number; pattern: RegExp }>(
    { fault: { name: 'rate-limited' }, status: 429, pattern: /rate limit|too many/i },
    { fault: { name: 'unauthorized' }, status: 401, pattern: /key|unauthorized/i },
    { fault: { name: 'key-inactive' }, status: 403, pattern: /key/i },
    { fault: { name: 'forbidden', message: 'Not this' }, status: 403, pattern: /Not this/ },
    { fault: { name: 'server-error' }, status: 500, pattern: /server/i },
    { fault: { name: 'server-error', status: 503 }, status: 503, pattern: /unavail|mainten/i },
    { fault: { name: 'html-error-page', status: 504 }, status: 504, pattern: /^<!doctype html>/ },
    {
      fault: { name: 'redirect', status: 307, location: 'https://elsewhere.example/' },
      status: 307,
      pattern: /^$/,
    },
  ),
)('$vendor.name, $fault.name: $status, once, before anything is accepted', async (row) => {
  const { vendor, fault, status, pattern } = row;
  const { simulator } = setup(vendor, fault);
  const response = await vendor.submit(simulator, { redirect: 'manual' });
  expect(response.status).toBe(status);
  expect(await response.text()).toMatch(pattern);
  expect(simulator.tasks).toEqual([]);
  expect((await vendor.submit(simulator)).ok).toBe(true);
});

test('each vendor says in its own status that money ran out', async () => {
  const statuses = vendors.map(async (vendor) => {
    const { simulator } = setup(vendor, { name: 'insufficient-balance' });
    return [vendor.name, (await vendor.submit(simulator)).status];
  });
  expect(Object.fromEntries(await Promise.all(statuses))).toEqual({
    apixo: 402,
    apiframe: 402,
    aimlapi: 403,
    fal: 403,
  });
});

test('Retry-After is sent where it is documented, and any when it is set', async () => {
  const headers = vendors.map(async (vendor) => {
    const { simulator } = setup(vendor, { name: 'rate-limited' });
    simulator.inject({ name: 'rate-limited', retryAfterSeconds: 7 });
    const responses = [await vendor.submit(simulator), await vendor.submit(simulator)];
    return [vendor.name, responses.map((response) => response.headers.get('retry-after'))];
  });
  expect(Object.fromEntries(await Promise.all(headers))).toEqual({
    apixo: [null, '7'],
    apiframe: ['2', '7'],
    aimlapi: [null, '7'],
    fal: [null, '7'],
  });
});

test.each(each)('$vendor.name can repeat the key in an error', async ({ vendor }) => {
  const { simulator } = setup(vendor, { name: 'echo-key' });
  expect(await (await vendor.submit(simulator)).text()).toContain(simulator.apiKey);
});

test.each(
  across<{ fault: Fault; status: number | 'accepted'; body: RegExp }>(
    { fault: { name: 'server-error-after-accept' }, status: 502, body: /server/i },
    {
      fault: { name: 'html-error-page', acceptFirst: true },
      status: 502,
      body: /^<!doctype html>/,
    },
    { fault: { name: 'malformed-json' }, status: 'accepted', body: /^\{"[^}]*$/ },
    { fault: { name: 'empty-body' }, status: 'accepted', body: /^$/ },
    {
      fault: { name: 'huge-body', bytes: 100_000 },
      status: 'accepted',
      body: /^\{"pad":"a{99990}"\}$/,
    },
  ),
)('$vendor.name, $fault.name: accepted, billed, and badly answered', async (row) => {
  const { vendor, fault, status, body } = row;
  const { clock, simulator } = setup(vendor, fault);
  const response = await vendor.submit(simulator);
  if (status === 'accepted') expect(response.ok).toBe(true);
  else expect(response.status).toBe(status);
  expect(await response.text()).toMatch(body);
  await clock.advance(300_000);
  expect([simulator.tasks.length, simulator.bill.charges]).toEqual([1, 1]);
});

test.each(each)('$vendor.name can accept with a 2xx that names no task', async ({ vendor }) => {
  const { simulator } = setup(vendor, { name: 'no-task-id' });
  const body: unknown = await (await vendor.submit(simulator)).json();
  expect(() => vendor.idOf(body)).toThrow('no text');
  expect(simulator.tasks).toHaveLength(1);
});

test.each(
  across<{ name: 'drop-before-accept' | 'drop-after-accept'; tasks: number }>(
    { name: 'drop-before-accept', tasks: 0 },
    { name: 'drop-after-accept', tasks: 1 },
  ),
)('$vendor.name, $name: the connection breaks as undici reports it', async (row) => {
  const { vendor, name, tasks } = row;
  const { simulator } = setup(vendor, { name });
  const error: unknown = await vendor.submit(simulator).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(TypeError);
  expect(error).toMatchObject({
    message: 'fetch failed',
    cause: { code: 'ECONNRESET', syscall: 'read' },
  });
  expect(simulator.tasks).toHaveLength(tasks);
});

test.each(across({ acceptFirst: false, tasks: 0 }, { acceptFirst: true, tasks: 1 }))(
  '$vendor.name hangs until the caller gives up, $tasks accepted',
  async (row) => {
    const { vendor, acceptFirst, tasks } = row;
    const { clock, simulator } = setup(vendor, { name: 'hang', acceptFirst });
    const controller = new AbortController();
    let isOver = false;
    const submitting = vendor.submit(simulator, { signal: controller.signal }).finally(() => {
      isOver = true;
    });
    submitting.catch(() => {});
    await clock.advance(3_600_000);
    expect(isOver).toBe(false);
    controller.abort(new Error('enough'));
    await expect(submitting).rejects.toThrow('enough');
    expect(simulator.tasks).toHaveLength(tasks);
  },
);

test.each(each)(
  '$vendor.name is slow by the clock, with another fault after it',
  async ({ vendor }) => {
    const { clock, simulator } = setup(vendor, { name: 'slow', delayMs: 5_000 });
    simulator.inject({ name: 'server-error' });
    let status: number | undefined;
    const submitting = vendor.submit(simulator).then((response) => {
      status = response.status;
    });
    await clock.advance(4_999);
    expect(status).toBeUndefined();
    await clock.advance(1);
    await submitting;
    expect(status).toBe(500);
  },
);

test.each(each)('$vendor.name: an aborted wait ends with the reason', async ({ vendor }) => {
  const { simulator } = setup(vendor, { name: 'slow', delayMs: 5_000 });
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(vendor.submit(simulator, { signal })).rejects.toThrow('enough');
  expect(simulator.requests).toEqual([]);
});

test.each(each)('$vendor.name answers a poll oddly, for once', async ({ vendor }) => {
  const { clock, simulator } = setup(vendor);
  const id = vendor.idOf(await (await vendor.submit(simulator)).json());
  simulator.inject({ name: 'poll-not-found' });
  expect((await vendor.poll(simulator, id)).status).toBe(404);
  simulator.inject({ name: 'unknown-status', status: 'reviewing' });
  expect(vendor.stateOf(await (await vendor.poll(simulator, id)).json())).toBe('reviewing');
  simulator.inject({ name: 'completed-without-url' });
  await clock.advance(300_000);
  const bare: unknown = await (await vendor.poll(simulator, id)).json();
  expect(vendor.stateOf(bare)).toMatch(/success|completed/i);
  expect(() => vendor.urlOf(bare)).toThrow('no text');
  expect(vendor.urlOf(await (await vendor.poll(simulator, id)).json())).toMatch(/^https:/);
});

test.each(each)('$vendor.name: a stuck task never ends and stays held', async ({ vendor }) => {
  const { clock, simulator } = setup(vendor, { name: 'stuck' });
  const id = vendor.idOf(await (await vendor.submit(simulator)).json());
  await clock.advance(24 * 3_600_000);
  expect(vendor.stateOf(await (await vendor.poll(simulator, id)).json())).toMatch(
    /processing|generating|in_progress/i,
  );
  expect(simulator.bill.lines).toMatchObject([{ state: 'held' }]);
});

test.each(across<{ status: 403 | 404 }>({ status: 403 }, { status: 404 }))(
  '$vendor.name: a result can be gone with $status',
  async ({ vendor, status }) => {
    const { clock, simulator } = setup(vendor, { name: 'result-gone', status });
    const id = vendor.idOf(await (await vendor.submit(simulator)).json());
    await clock.advance(300_000);
    const url = vendor.urlOf(await (await vendor.poll(simulator, id)).json());
    expect((await simulator.fetch(url)).status).toBe(status);
    expect((await simulator.fetch(url)).status).toBe(200);
  },
);

test.each(each)('$vendor.name: a fault hits only what it is aimed at', async ({ vendor }) => {
  const { simulator } = setup(vendor, { name: 'server-error', on: vendor.other.on, times: 2 });
  expect((await vendor.submit(simulator)).ok).toBe(true);
  expect((await vendor.other.ask(simulator)).status).toBe(500);
  expect((await vendor.other.ask(simulator)).status).toBe(500);
  expect((await vendor.other.ask(simulator)).ok).toBe(true);
});

test.each(each)('$vendor.name: a fault can last until it is cleared', async ({ vendor }) => {
  const { simulator } = setup(vendor, { name: 'rate-limited', times: Number.POSITIVE_INFINITY });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    expect((await vendor.submit(simulator)).status).toBe(429);
  }
  simulator.clearFaults();
  expect((await vendor.submit(simulator)).ok).toBe(true);
});

test.each(each)(
  '$vendor.name: a refused submit does not use up what follows acceptance',
  async ({ vendor }) => {
    const { simulator } = setup(vendor, { name: 'server-error-after-accept', status: 500 });
    expect((await vendor.submit(simulator, { body: '{}' })).status).toBeOneOf([400, 422]);
    expect((await vendor.submit(simulator)).status).toBe(500);
  },
);

test('each vendor refuses the faults that it cannot have', () => {
  const faults: Fault[] = [
    { name: 'task-canceled' },
    { name: 'envelope-error' },
    { name: 'missing-cost-time' },
    { name: 'odd-task-id', id: 'a/b c' },
  ];
  const refusals = vendors.map((vendor) => {
    const { simulator } = setup(vendor);
    const refused = faults.filter((fault) => {
      try {
        simulator.inject(fault);
        return false;
      } catch (error) {
        return error instanceof TypeError;
      }
    });
    return [vendor.name, refused.map((fault) => fault.name)];
  });
  expect(Object.fromEntries(refusals)).toEqual({
    apixo: ['task-canceled'],
    apiframe: ['envelope-error', 'missing-cost-time', 'odd-task-id'],
    aimlapi: ['envelope-error', 'missing-cost-time'],
    fal: ['task-canceled', 'envelope-error', 'missing-cost-time'],
  });
});

test.each(each)(
  '$vendor.name follows a redirect as fetch does, or refuses it',
  async ({ vendor }) => {
    const location = 'https://frames.example/wide.png';
    const { simulator } = setup(vendor, { name: 'redirect', location, times: 2 });
    expect((await vendor.submit(simulator)).status).toBe(200);
    await expect(vendor.submit(simulator, { redirect: 'error' })).rejects.toThrow('fetch failed');
    expect(simulator.tasks).toEqual([]);
  },
);

test.each(
  across<{ status: 302 | 307; tasks: number }>(
    { status: 302, tasks: 0 },
    { status: 307, tasks: 1 },
  ),
)('$vendor.name: a $status to its own submit makes $tasks tasks', async (row) => {
  const { vendor, status, tasks } = row;
  const { simulator } = setup(vendor);
  await vendor.submit(simulator);
  const location = simulator.requests[0]?.url ?? '';
  simulator.inject({ name: 'redirect', status, location, on: 'submit' });
  await vendor.submit(simulator);
  expect(simulator.tasks).toHaveLength(1 + tasks);
});

test.each(each)('$vendor.name does not exist at other hosts', async ({ vendor }) => {
  const { simulator } = setup(vendor);
  await expect(simulator.fetch('https://api.other.example/')).rejects.toMatchObject({
    message: 'fetch failed',
    cause: { code: 'ENOTFOUND' },
  });
});

test.each(each)('$vendor.name records what arrived', async ({ vendor }) => {
  const { clock, simulator } = setup(vendor);
  await vendor.submit(simulator);
  await simulator.fetch(`${simulator.origins[0]}/nowhere`);
  const [submit, nowhere] = simulator.requests;
  expect(submit).toMatchObject({ method: 'POST', operation: 'submit', at: clock.now() });
  expect(Object.values(submit?.headers ?? {}).join()).toContain(simulator.apiKey);
  expect(JSON.parse(submit?.body ?? '')).toMatchObject({});
  expect(nowhere).toMatchObject({ method: 'GET', operation: undefined });
  expect(valueAt(simulator.tasks, '0.state')).toBe('queued');
});

test('a setting that cannot be meant is a TypeError', () => {
  for (const vendor of vendors) {
    expect(() => vendor.create({ apiKeys: [] })).toThrow(TypeError);
    const { simulator } = setup(vendor);
    expect(() => simulator.inject({ name: 'stuck', times: 0 })).toThrow(TypeError);
  }
});

test.each(each)('$vendor.name tells of a fault when it strikes, each time', async ({ vendor }) => {
  const struck: Fault[] = [];
  const { settings } = testSettings();
  const simulator = vendor.create({ ...settings, onFault: (fault) => struck.push(fault) });
  const fault: Fault = { name: 'rate-limited', on: 'submit', times: 2 };
  simulator.inject(fault);
  expect(struck).toEqual([]);
  for (let times = 0; times < 3; times += 1) await vendor.submit(simulator);
  expect(struck).toEqual([fault, fault]);
  expect(struck[0]).toBe(fault);
});
