import type { Ledger } from '@vidgate/core';
import { memoryLedger } from '@vidgate/core';
import { expect, test } from 'vitest';
import type { HealthRecords } from './keep-health.ts';
import { keepHealth } from './keep-health.ts';
import type { ProviderHealth } from './provider-health.ts';

const rest = { reason: 'by-hand', message: 'a rests.', since: 1 } as const;
const pause = { until: 10_000, message: 'a asked to wait.' };
const withRest = (health: ProviderHealth): ProviderHealth => ({ ...health, rest });
const withPause = (health: ProviderHealth): ProviderHealth => ({ ...health, pause });
const withBalance = (health: ProviderHealth): ProviderHealth => ({
  ...health,
  balance: { usdMicros: 1, readAt: 0 },
});

interface Setup {
  readonly ledger: Ledger;
  readonly ours: HealthRecords;
  readonly theirs: HealthRecords;
  /** Each change that listeners of ours hear of. */
  readonly heard: readonly ProviderHealth[];
}

/** Two processes on one ledger. */
function setup(): Setup {
  const ledger = memoryLedger();
  const heard: ProviderHealth[] = [];
  const ours = keepHealth(ledger, (_before, after) => void heard.push(after));
  return { ledger, ours, theirs: keepHealth(ledger, () => {}), heard };
}

/** A ledger of which a test does some of the methods itself. */
function wrap(ledger: Ledger, own: Partial<Ledger>): Ledger {
  return {
    shared: ledger.shared,
    load: (jobId) => ledger.load(jobId),
    commit: (change) => ledger.commit(change),
    find: (topic, query) => ledger.find(topic, query),
    close: () => ledger.close(),
    ...own,
  };
}

async function storedIn(ledger: Ledger): Promise<ProviderHealth | undefined> {
  const [health] = await ledger.find('health', {});
  return health;
}

test('a change holds at once here, and in the ledger once it is said to', async () => {
  const { ledger, ours } = setup();
  const writing = ours.update('a', withRest);
  expect(ours.get('a').rest).toEqual(rest);
  expect(await writing).toBe(true);
  expect(await storedIn(ledger)).toEqual({ provider: 'a', version: 1, breakers: {}, rest });
});

test('what changes nothing is not written', async () => {
  const { ledger, ours } = setup();
  expect(await ours.update('a', (health) => health)).toBe(false);
  expect(await storedIn(ledger)).toBeUndefined();
});

test('others know of it when they read', async () => {
  const { ours, theirs } = setup();
  await ours.update('a', withRest);
  expect(theirs.get('a').rest).toBeUndefined();
  await theirs.read();
  expect(theirs.get('a').rest).toEqual(rest);
});

test('two processes that change different things lose neither', async () => {
  const { ledger, ours, theirs } = setup();
  await Promise.all([ours.update('a', withRest), theirs.update('a', withPause)]);
  expect(await storedIn(ledger)).toMatchObject({ version: 2, rest, pause });
});

test('of two processes that take what only one may take, one gets it', async () => {
  const { ledger, ours, theirs } = setup();
  const take = (health: ProviderHealth): ProviderHealth =>
    health.rest === undefined ? withRest(health) : health;
  const taken = await Promise.all([ours.update('a', take), theirs.update('a', take)]);
  expect(taken.toSorted()).toEqual([false, true]);
  expect((await storedIn(ledger))?.version).toBe(1);
});

test('several changes at once are all written', async () => {
  const { ledger, ours } = setup();
  await Promise.all([withRest, withPause, withBalance].map((change) => ours.update('a', change)));
  expect(await storedIn(ledger)).toMatchObject({ rest, pause, balance: { usdMicros: 1 } });
});

test('a ledger that does not take it leaves it known here', async () => {
  const commit: Ledger['commit'] = async () => {
    throw new Error('the disk is gone');
  };
  const ours = keepHealth(wrap(memoryLedger(), { commit }), () => {});
  await expect(ours.update('a', withRest)).rejects.toThrow('the disk is gone');
  expect(ours.get('a').rest).toEqual(rest);
});

test('a change that waits its turn survives a conflict of the one before it', async () => {
  const { ledger, ours, theirs } = setup();
  await theirs.update('a', withBalance);
  await Promise.all([ours.update('a', withPause), ours.update('a', withRest)]);
  expect(await storedIn(ledger)).toMatchObject({ balance: { usdMicros: 1 }, pause, rest });
});

test('a read at the same time does not undo a change, whatever comes first', async () => {
  for (let turns = 0; turns < 10; turns += 1) {
    const { ledger, ours, theirs } = setup();
    await theirs.update('a', withBalance);
    const reading = ours.read();
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    await Promise.all([reading, ours.update('a', withRest)]);
    expect(await storedIn(ledger)).toMatchObject({ balance: { usdMicros: 1 }, rest });
  }
});

test('what is not written yet holds on top of what others have written', async () => {
  const { ledger, theirs } = setup();
  const { promise: isOpen, resolve: open } = Promise.withResolvers<void>();
  const commit: Ledger['commit'] = async (change) => {
    await isOpen;
    await ledger.commit(change);
  };
  const ours = keepHealth(wrap(ledger, { commit }), () => {});
  const writing = ours.update('a', withRest);
  await theirs.update('a', withPause);
  await ours.read();
  expect(ours.get('a')).toMatchObject({ rest, pause });
  open();
  await writing;
  expect(await storedIn(ledger)).toMatchObject({ rest, pause });
});

test('listeners hear of a change at once, and of its version when it is written', async () => {
  const { ours, heard } = setup();
  const writing = ours.update('a', withRest);
  expect(heard).toMatchObject([{ version: 0, rest }]);
  await writing;
  expect(heard.slice(1)).toMatchObject([{ version: 1, rest }]);
});

test('settled waits for what is being written', async () => {
  const { ledger, ours } = setup();
  void ours.update('a', withRest);
  void ours.update('b', withPause);
  await ours.settled();
  expect(await ledger.find('health', {})).toHaveLength(2);
});
