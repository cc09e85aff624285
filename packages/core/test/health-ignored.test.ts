import type { Ledger } from '@vidgate/core';
import { memoryLedger } from '@vidgate/core';
import type { FakeProvider } from '@vidgate/testkit';
import { expect, test } from 'vitest';
import type { Setup } from './setup-gateway.ts';
import { setupGateway } from './setup-gateway.ts';

const request = { prompt: 'dawn breaks over the ridge' };

interface Two extends Setup {
  readonly first: FakeProvider;
  readonly submits: () => readonly number[];
  readonly send: (count: number) => Promise<void>;
}

/** A provider at $0.30 and one at $0.40. */
function setup(health: 'kept' | 'ignored', ledger: Ledger = memoryLedger()): Two {
  const world = setupGateway(
    (make) => [make({ id: 'first', usd: { 5: 0.3 } }), make({ id: 'second', usd: { 5: 0.4 } })],
    { health, ledger },
  );
  const [first] = world.providers;
  if (first === undefined) throw new Error('a test needs a provider');
  return {
    ...world,
    first,
    submits: () => world.providers.map((provider) => provider.submits.length),
    async send(count) {
      for (let index = 0; index < count; index += 1) {
        await world.gateway.submit(request);
        await world.clock.advance(10);
      }
    },
  };
}

test.each([
  ['kept', [1, 3]],
  ['ignored', [4, 0]],
] as const)('after a lost answer, with health %s, the submits are %j', async (health, expected) => {
  const { first, send, submits } = setup(health);
  first.onNextSubmit({ do: 'lose-answer' });
  await send(4);
  expect(submits()).toEqual(expected);
});

test.each([
  ['kept', [0, 1]],
  ['ignored', [1, 0]],
] as const)(
  'what another process has rested counts only where health is kept: %s',
  async (health, expected) => {
    const ledger = memoryLedger();
    await setup('kept', ledger).gateway.rest('first');
    const { send, submits } = setup(health, ledger);
    await send(1);
    expect(submits()).toEqual(expected);
  },
);

test('where health is ignored nothing is written about providers', async () => {
  const ledger = memoryLedger();
  const { first, send } = setup('ignored', ledger);
  first.onNextSubmit({ do: 'lose-answer' });
  await send(2);
  const rows = await ledger.find('health', {});
  expect(
    rows.filter(({ breakers, pause, rest }) => pause ?? rest ?? breakers['kling-2.5-turbo-pro']),
  ).toEqual([]);
});
