// The recipes of docs/failover.md, each as it stands, against the simulated vendors: what they claim,
// with the vendors' own bills as witnesses.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GatewayUpdate, Job } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import type { Fault, VendorSimulator } from '@vidgate/simulator';
import {
  createAimlapiSimulator,
  createApiframeSimulator,
  createApixoSimulator,
} from '@vidgate/simulator';
import { expect, test, vi } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const prompt = 'dawn breaks over the ridge';
const keys = { films: 'apixo-key-of-films-0001', shop: 'apixo-key-of-shop-0002' };
type Vendor = 'apixo' | 'apiframe' | 'aimlapi';

const recipes = {
  'routing/cheapest-else-next.ts': () => import('../examples/routing/cheapest-else-next.ts'),
  'routing/primary-with-warm-spare.ts': () =>
    import('../examples/routing/primary-with-warm-spare.ts'),
  'routing/split-80-20.ts': () => import('../examples/routing/split-80-20.ts'),
  'routing/never-above-40-cents.ts': () => import('../examples/routing/never-above-40-cents.ts'),
  'routing/two-accounts-one-budget.ts': () =>
    import('../examples/routing/two-accounts-one-budget.ts'),
  'routing/rather-risk-one-double-charge.ts': () =>
    import('../examples/routing/rather-risk-one-double-charge.ts'),
  'routing/drill.ts': () => import('../examples/routing/drill.ts'),
  'routing/rest-and-restore.ts': () => import('../examples/routing/rest-and-restore.ts'),
  'events/log-lines.ts': () => import('../examples/events/log-lines.ts'),
  'events/alert-held.ts': () => import('../examples/events/alert-held.ts'),
};
type Recipe = keyof typeof recipes;

interface Run {
  /** What the recipe printed. */
  readonly lines: readonly string[];
  /** What is in its ledger, oldest first; empty where it kept none. */
  readonly jobs: readonly Job[];
  readonly vendors: Readonly<Record<Vendor, VendorSimulator>>;
  /** Tasks that each vendor charges or holds money for. */
  readonly billed: Readonly<Record<Vendor, number>>;
}

interface World {
  readonly vendors: Run['vendors'];
  /** From now on, the vendor's port is closed. */
  readonly closePort: (vendor: Vendor) => void;
}

const timesFaster = 50;
/** Noon: a budget of the day is not new in ten minutes. */
const startAt = Date.UTC(2026, 10, 21, 12);

/** Time that passes faster, and never across midnight. */
function speedUp(): void {
  const realNow = Date.now;
  const realSetTimeout = globalThis.setTimeout;
  const startedAt = realNow();
  vi.spyOn(Date, 'now').mockImplementation(() => startAt + (realNow() - startedAt) * timesFaster);
  vi.stubGlobal(
    'setTimeout',
    <Args extends unknown[]>(callback: (...args: Args) => void, delayMs = 0, ...args: Args) =>
      realSetTimeout(callback, delayMs / timesFaster, ...args),
  );
}

/** An address at which nothing listens, so that a connection is really refused. */
async function findClosedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
}

async function setup(): Promise<World> {
  const noFrames: typeof fetch = async () => new Response('no frame', { status: 404 });
  const settings = { fetch: noFrames, runMs: 20_000 };
  const vendors = {
    apixo: createApixoSimulator({ ...settings, apiKeys: [keys.films, keys.shop] }),
    apiframe: createApiframeSimulator(settings),
    aimlapi: createAimlapiSimulator(settings),
  };
  vi.stubEnv('APIXO_API_KEY', keys.films);
  vi.stubEnv('APIXO_FILMS_KEY', keys.films);
  vi.stubEnv('APIXO_SHOP_KEY', keys.shop);
  vi.stubEnv('APIFRAME_API_KEY', vendors.apiframe.apiKey);
  vi.stubEnv('AIMLAPI_API_KEY', vendors.aimlapi.apiKey);
  const closedPort = await findClosedPort();
  const closed = new Set<string>();
  const realFetch = globalThis.fetch;
  vi.stubGlobal('fetch', async (input: string | URL | Request, init?: RequestInit) => {
    const { origin } = new URL(input instanceof Request ? input.url : input);
    if (closed.has(origin)) return await realFetch(closedPort, init);
    const vendor = Object.values(vendors).find(({ origins }) => origins.includes(origin));
    if (vendor === undefined) throw new Error(`Nobody answers for ${origin}.`);
    return await vendor.fetch(input, init);
  });
  speedUp();
  return {
    vendors,
    closePort: (vendor) => closed.add(new URL(vendors[vendor].baseUrl).origin),
  };
}

/** Runs a recipe in an empty folder, after something was arranged at the vendors. */
async function run(recipe: Recipe, arrange: (world: World) => void = () => {}): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'vidgate-recipe-'));
  const before = process.cwd();
  const lines: string[] = [];
  const world = await setup();
  const log = vi.spyOn(console, 'log').mockImplementation((...words: unknown[]) => {
    lines.push(
      words.map((word) => (typeof word === 'string' ? word : JSON.stringify(word))).join(' '),
    );
  });
  process.chdir(folder);
  try {
    arrange(world);
    vi.resetModules();
    await recipes[recipe]();
    return {
      lines,
      jobs: await readJobs(),
      vendors: world.vendors,
      billed: toBilled(world.vendors),
    };
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
    log.mockRestore();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  }
}

async function readJobs(): Promise<readonly Job[]> {
  const ledger = sqliteLedger('vidgate.db');
  const { jobs } = await ledger.find('jobs', {});
  await ledger.close();
  return jobs.toReversed();
}

function toBilled({ apixo, apiframe, aimlapi }: Run['vendors']): Run['billed'] {
  const count = ({ bill }: VendorSimulator): number =>
    bill.lines.filter(({ state }) => state !== 'released').length;
  return { apixo: count(apixo), apiframe: count(apiframe), aimlapi: count(aimlapi) };
}

function toSteps(job: Job | undefined): readonly string[] {
  const steps = job?.attempts.map(({ provider, state, error }) =>
    [provider, state, error?.code].filter(Boolean).join(' '),
  );
  return [...(steps ?? []), job?.state ?? 'no job'];
}

test('every recipe is run here', () => {
  const files = ['routing', 'events'].flatMap((folder) =>
    readdirSync(join(root, 'examples', folder)).map((name) => `${folder}/${name}`),
  );
  expect(files.toSorted()).toEqual(Object.keys(recipes).toSorted());
});

test('cheapest, else next: the cheapest gets the job', async () => {
  const { lines, billed } = await run('routing/cheapest-else-next.ts');
  expect(lines).toEqual([
    'apiframe succeeded: the cheapest',
    'succeeded {"estimatedUsdMicros":156000,"chargedUsdMicros":156000}',
  ]);
  expect(billed).toEqual({ apixo: 0, apiframe: 1, aimlapi: 0 });
});

interface Trouble {
  readonly fault: Fault | 'closed';
  readonly steps: readonly string[];
  /** What is billed at the vendor in trouble, and at the next one. */
  readonly billed: readonly [number, number];
}

const atTheCheapest: Readonly<Record<string, Trouble>> = {
  'the port is closed': {
    fault: 'closed',
    steps: ['apiframe rejected network', 'apixo succeeded', 'succeeded'],
    billed: [0, 1],
  },
  'the account is empty': {
    fault: { on: 'submit', name: 'insufficient-balance' },
    steps: ['apiframe rejected insufficient-balance', 'apixo succeeded', 'succeeded'],
    billed: [0, 1],
  },
  'a wait is asked for that is worth the lower price': {
    fault: { on: 'submit', name: 'rate-limited' },
    steps: ['apiframe rejected rate-limited', 'apiframe succeeded', 'succeeded'],
    billed: [1, 0],
  },
  'the prompt is refused': {
    fault: { on: 'submit', name: 'forbidden', message: 'Content policy violation' },
    steps: ['apiframe rejected content-rejected', 'failed'],
    billed: [0, 0],
  },
  'a 500 leaves it open whether there is a task, and a replay does not cost': {
    fault: { name: 'server-error-after-accept', status: 500 },
    steps: ['apiframe succeeded', 'succeeded'],
    billed: [1, 0],
  },
  'the task fails': {
    fault: { name: 'task-fails' },
    steps: ['apiframe failed generation-failed', 'apixo succeeded', 'succeeded'],
    billed: [0, 1],
  },
};

test.each(Object.entries(atTheCheapest))(
  'cheapest, else next: at the cheapest, %s',
  async (_what, { fault, steps, billed: [apiframe, apixo] }) => {
    const { jobs, billed } = await run('routing/cheapest-else-next.ts', (world) => {
      if (fault === 'closed') world.closePort('apiframe');
      else world.vendors.apiframe.inject(fault);
    });
    expect(jobs.map(toSteps)).toEqual([steps]);
    expect(billed).toEqual({ apixo, apiframe, aimlapi: 0 });
  },
);

test('primary with a warm spare: the primary gets the job, although the spare is cheaper', async () => {
  const { lines, billed } = await run('routing/primary-with-warm-spare.ts');
  expect(lines).toEqual([
    'apixo succeeded: number 1 in routing.order',
    'succeeded {"estimatedUsdMicros":300000}',
  ]);
  expect(billed).toEqual({ apixo: 1, apiframe: 0, aimlapi: 0 });
});

const atThePrimary: Readonly<Record<string, Trouble>> = {
  'the port is closed': {
    fault: 'closed',
    steps: ['apixo rejected network', 'apiframe succeeded', 'succeeded'],
    billed: [0, 1],
  },
  'a wait is asked for that nobody has patience for': {
    fault: { on: 'submit', name: 'rate-limited' },
    steps: ['apixo rejected rate-limited', 'apiframe succeeded', 'succeeded'],
    billed: [0, 1],
  },
  'the answer is lost, and nobody else is paid': {
    fault: { on: 'submit', name: 'drop-after-accept' },
    steps: ['apixo unknown network', 'held'],
    billed: [1, 0],
  },
  'the task fails, and may be charged all the same': {
    fault: { name: 'task-fails' },
    steps: ['apixo failed generation-failed', 'apiframe succeeded', 'succeeded'],
    billed: [0, 1],
  },
};

test.each(Object.entries(atThePrimary))(
  'primary with a warm spare: at the primary, %s',
  async (_what, { fault, steps, billed: [apixo, apiframe] }) => {
    const { jobs, billed } = await run('routing/primary-with-warm-spare.ts', (world) => {
      if (fault === 'closed') world.closePort('apixo');
      else world.vendors.apixo.inject(fault);
    });
    expect(jobs.map(toSteps)).toEqual([steps]);
    expect(billed).toEqual({ apixo, apiframe, aimlapi: 0 });
  },
);

test('split 80/20: 200 plans go to both in about that proportion, and nothing is spent', async () => {
  const { lines, billed } = await run('routing/split-80-20.ts', () => {
    let ids = 0;
    // The same ids, and so the same draw, in every run.
    vi.spyOn(globalThis.crypto, 'randomUUID').mockImplementation(() => {
      ids += 1;
      return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
    });
  });
  const counts = new Map(
    lines.map((line) => line.split(' ')).map(([id, count]) => [id, Number(count)]),
  );
  const apixo = counts.get('apixo') ?? 0;
  expect(apixo + (counts.get('apiframe') ?? 0)).toBe(200);
  // Four standard deviations.
  expect(Math.abs(apixo - 160)).toBeLessThan(23);
  expect(billed).toEqual({ apixo: 0, apiframe: 0, aimlapi: 0 });
});

test('never above $0.40: the dearer one is left out, and what nobody does for that is refused', async () => {
  const { lines, jobs, billed } = await run('routing/never-above-40-cents.ts');
  expect(lines).toEqual([
    'apixo: the only one that can take it',
    'aimlapi is left out (above-max-price): aimlapi costs $0.455; maxUsd $0.40 does not allow it.',
    expect.stringMatching(
      /^budget-exceeded: No provider can take this request\. .*\$0\.60.*\$0\.91/,
    ),
  ]);
  expect(jobs).toEqual([]);
  expect(billed).toEqual({ apixo: 0, apiframe: 0, aimlapi: 0 });
});

test('two accounts with one budget: it is for both, and what would go beyond is refused', async () => {
  const { lines, jobs, vendors, billed } = await run('routing/two-accounts-one-budget.ts');
  expect(lines).toEqual([
    'apixo-films succeeded',
    'apixo-shop succeeded',
    'apixo-films budget-exceeded',
    'apixo-films: 1 attempt for $0.30',
    'apixo-shop: 1 attempt for $0.30',
  ]);
  expect(jobs).toHaveLength(2);
  expect(billed).toEqual({ apixo: 2, apiframe: 0, aimlapi: 0 });
  const submits = vendors.apixo.requests.filter(({ operation }) => operation === 'submit');
  expect(submits.map(({ headers }) => headers['authorization'])).toEqual([
    `Bearer ${keys.films}`,
    `Bearer ${keys.shop}`,
  ]);
});

test('rather one double charge than a wait: both attempts are paid, and the job says so', async () => {
  const { lines, billed } = await run('routing/rather-risk-one-double-charge.ts', ({ vendors }) =>
    vendors.apixo.inject({ on: 'submit', name: 'drop-after-accept' }),
  );
  expect(lines).toEqual([
    'apixo abandoned policy',
    'apiframe succeeded ',
    'succeeded {"estimatedUsdMicros":456000}',
  ]);
  expect(billed).toEqual({ apixo: 1, apiframe: 1, aimlapi: 0 });
});

test('a drill says who would be left, and nothing is spent', async () => {
  const { lines, billed } = await run('routing/drill.ts');
  expect(lines).toEqual([
    'aimlapi: the only one that can take it',
    'apixo: circuit-open',
    'apiframe: rate-limited',
  ]);
  expect(billed).toEqual({ apixo: 0, apiframe: 0, aimlapi: 0 });
});

test('a provider that a person has taken out gets no jobs', async () => {
  const { lines } = await run('routing/rest-and-restore.ts');
  expect(lines).toEqual([
    'apixo: apixo rests: Its route is being changed. (kling-2.5-turbo-pro 97 %)',
    'apiframe: gets jobs (kling-2.5-turbo-pro 97 %)',
  ]);
});

test('events become log lines without a key, a prompt or a URL', async () => {
  const quote = `No access for "${prompt}", see https://apixo.ai/t?signature=5ecre7`;
  const { lines, jobs, vendors } = await run('events/log-lines.ts', (world) => {
    world.vendors.apiframe.inject({ on: 'submit', name: 'echo-key' });
    world.vendors.apixo.inject({ on: 'submit', name: 'forbidden', message: quote });
  });
  const entries: Record<string, unknown>[] = lines.map((line) => JSON.parse(line));
  expect(entries.map(({ event }) => event)).toEqual(
    expect.arrayContaining(['job-created', 'plan-made', 'provider-rested', 'attempt-rejected']),
  );
  expect(entries.at(-1)).toMatchObject({
    event: 'job-succeeded',
    state: 'succeeded',
    level: 'info',
  });
  expect(entries).toContainEqual(
    expect.objectContaining({ event: 'plan-made', candidates: ['apiframe', 'apixo', 'aimlapi'] }),
  );
  expect(entries).toContainEqual(
    expect.objectContaining({
      event: 'attempt-rejected',
      level: 'warn',
      job: jobs[0]?.id,
      provider: 'apiframe',
      code: 'authentication',
      charged: 'no',
    }),
  );
  // What is not in the lines was in the events.
  const stored = JSON.stringify(jobs);
  const secrets = [...Object.values(vendors).map(({ apiKey }) => apiKey), '5ecre7'];
  const privates = [prompt, 'https://', 'No access for'];
  for (const text of privates) expect(stored).toContain(text);
  for (const text of [...secrets, ...privates]) expect(lines.join('\n')).not.toContain(text);
});

test('a held job becomes an alert with the calls that settle it', async () => {
  const { lines, jobs, billed } = await run('events/alert-held.ts', ({ vendors }) =>
    vendors.apixo.inject({ on: 'submit', name: 'drop-after-accept' }),
  );
  const id = jobs[0]?.id;
  expect(lines).toEqual([
    `Job ${id} is held at apixo: outcome-unknown.
First: look in the provider's dashboard whether there is a task.
gateway.resolve('${id}', { action: 'adopt', taskId: '…' })
gateway.resolve('${id}', { action: 'no-task' })`,
  ]);
  expect(billed).toEqual({ apixo: 1, apiframe: 0, aimlapi: 0 });
});

test('a provider whose account is empty becomes an alert, and the job goes elsewhere', async () => {
  const { lines, jobs } = await run('events/alert-held.ts', ({ vendors }) =>
    vendors.apixo.inject({ on: 'submit', name: 'insufficient-balance' }),
  );
  expect(lines).toEqual([
    `apixo gets no jobs: insufficient-balance.
First: add money to its account.
gateway.restore('apixo')`,
  ]);
  expect(jobs.map(({ state }) => state)).toEqual(['succeeded']);
});

const eventTypes: Readonly<Record<GatewayUpdate['event']['type'], true>> = {
  'job-created': true,
  'plan-made': true,
  'job-waiting': true,
  'frames-staged': true,
  'attempt-intended': true,
  'attempt-accepted': true,
  'attempt-rejected': true,
  'attempt-unknown': true,
  'attempt-progressed': true,
  'task-progress': true,
  'attempt-succeeded': true,
  'attempt-failed': true,
  'attempt-abandoned': true,
  'attempt-recovered': true,
  'step-failed': true,
  'assets-refreshed': true,
  'asset-archived': true,
  'archive-progress': true,
  'archive-given-up': true,
  'job-held': true,
  'job-released': true,
  'job-taken': true,
  'cancel-requested': true,
  'job-succeeded': true,
  'job-failed': true,
  'job-canceled': true,
  'breaker-opened': true,
  'breaker-closed': true,
  'provider-rested': true,
  'provider-restored': true,
  'provider-paused': true,
  'balance-low': true,
};

test('the guide names every event, once', () => {
  const guide = readFileSync(join(root, 'docs/failover.md'), 'utf8');
  const [, table = ''] = guide.split('## Events');
  const named = [...table.matchAll(/^\| `([a-z-]+)`/gm)].map(([, type]) => type);
  expect(named.toSorted()).toEqual(Object.keys(eventTypes).toSorted());
});

test('the guide quotes every recipe', () => {
  const guide = readFileSync(join(root, 'docs/failover.md'), 'utf8');
  const blocks = [...guide.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block = '']) => block.trim());
  const unquoted = Object.keys(recipes).filter((name) => {
    const text = readFileSync(join(root, 'examples', name), 'utf8');
    return !blocks.some((block) => text.includes(block));
  });
  expect(unquoted).toEqual([]);
});
