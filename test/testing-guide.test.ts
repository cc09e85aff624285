// The tests that docs/testing.md shows run here, as they stand.
import '../examples/testing/make-trailer.test.ts';
import '../examples/testing/make-trailer.integration.test.ts';
import type { Job } from '@vidgate/core';
import { createGateway, memoryLedger, systemPorts } from '@vidgate/core';
import type { FakeProvider } from '@vidgate/testkit';
import { createTestClock, fakeProvider } from '@vidgate/testkit';
import { expect, test } from 'vitest';

const ends: readonly (readonly [
  say: string,
  arrange: (provider: FakeProvider) => void,
  ends: Partial<Pick<Extract<Job, { state: 'held' }>, 'heldReason'>> & Pick<Job, 'state'>,
  charges: number,
])[] = [
  ['nothing', () => {}, { state: 'succeeded' }, 1],
  [
    'a refused submit',
    (provider) => provider.onNextSubmit({ do: 'reject', code: 'content-rejected' }),
    { state: 'failed' },
    0,
  ],
  [
    'a failed task',
    (provider) => provider.onNextPoll({ do: 'fail', code: 'generation-failed' }),
    { state: 'failed' },
    0,
  ],
  [
    'a lost answer',
    (provider) => provider.onNextSubmit({ do: 'lose-answer' }),
    { state: 'held', heldReason: 'outcome-unknown' },
    1,
  ],
  [
    'a lost request',
    (provider) => provider.onNextSubmit({ do: 'lose-request' }),
    { state: 'held', heldReason: 'outcome-unknown' },
    0,
  ],
  [
    'a task without an end',
    (provider) => provider.onNextPoll({ do: 'never-finish' }),
    { state: 'held', heldReason: 'stalled' },
    1,
  ],
];

test.each(ends)('the table of ends holds for %s', async (_, arrange, end, charges) => {
  const clock = createTestClock();
  const provider = fakeProvider({ clock });
  arrange(provider);
  const ports = { ...systemPorts, ...clock };
  await using gateway = createGateway({ providers: [provider], ledger: memoryLedger(), ports });
  const { id } = await gateway.submit({ prompt: 'dawn' });
  await clock.advance(3_700_000);
  expect(await gateway.job(id)).toMatchObject(end);
  expect(provider.charges).toBe(charges);
});
