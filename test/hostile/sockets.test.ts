// What only a real socket can say: answers of 50 MB, answers that drip, and what is no HTTP at all.
import type { Operation, VideoProvider } from '@vidgate/core';
import { createTestClock } from '@vidgate/testkit';
import { beforeAll, expect, test } from 'vitest';
import type { HugeAnswer } from '../../packages/core/test/faults/huge-answer.ts';
import { hugeAnswers, serveHuge } from '../../packages/core/test/faults/huge-answer.ts';
import { measureMemory } from '../../packages/core/test/faults/memory-peak.ts';
import type { AnyAct } from './acts.ts';
import { acts, methodsOf } from './acts.ts';
import { apiKey } from './canaries.ts';
import { claimError, claimValue } from './claim-error.ts';
import type { RawAnswer } from './raw-answers.ts';
import { rawAnswers, serveRaw } from './raw-answers.ts';
import type { Vendor } from './vendors.ts';
import { vendors } from './vendors.ts';

/** Less than is sent: what passes through leaves garbage behind, but is not kept. */
const most = 40_000_000;
const task = { id: 't-1', model: 'kling-2.5-turbo-pro' };

/** What can be asked of a vendor that has said nothing yet. */
const questions: Readonly<Partial<Record<Operation, (provider: VideoProvider) => AnyAct>>> = {
  submit: (provider) => acts.submit(provider, 'attempt-1'),
  poll: (provider) => acts.poll(provider.taskFromId(task.id, task.model)),
  prices: acts.prices,
  upload: acts.upload,
};

interface Row {
  readonly name: string;
  readonly vendor: Vendor;
  readonly operation: Operation;
  readonly question: (provider: VideoProvider) => AnyAct;
}

const allRows: readonly Row[] = Object.entries<Vendor>(vendors).flatMap(([name, vendor]) => {
  const methods = methodsOf(vendor.createProvider({ apiKey }));
  return (
    Object.entries(questions)
      .filter(([operation]) => methods.includes(operation))
      // The keys of a literal are its own; Object.entries forgets which.
      .map(([operation, question]) => ({
        name,
        vendor,
        operation: operation as Operation,
        question,
      }))
  );
});

/** Each answer to one question, and all questions in turn. */
function askInTurn<Answer extends string>(
  answers: readonly Answer[],
): readonly (Row & { readonly answer: Answer })[] {
  return answers.flatMap((answer, index) =>
    allRows
      .filter((_row, place) => place === index % allRows.length)
      .map((row) => ({ ...row, answer })),
  );
}

interface HostileServer extends AsyncDisposable {
  readonly url: string;
  readonly dripping: Promise<void>;
}

/** Asks, and checks that it ends in a value or in an honest error of ours, whatever came. */
async function ask({ vendor, question, operation }: Row, server: HostileServer, drips: boolean) {
  const clock = createTestClock();
  const provider = vendor.createProvider({ apiKey, baseUrl: server.url });
  const memory = await measureMemory(async () => {
    const ending = question(provider)
      .call(provider, { clock }, [])
      .then(
        ({ value }) => claimValue(value, operation),
        (error: unknown) => claimError(error, operation, { vendor, answers: [] }),
      );
    if (drips) {
      await server.dripping;
      await clock.advance(60_000);
    }
    await ending;
  });
  expect(memory.heldBytes).toBeLessThan(most);
  expect(memory.residentBytes).toBeLessThan(2 * most);
  expect(clock.pending).toBe(0);
}

// What is loaded and compiled with the first request of a process is no part of any answer.
beforeAll(async () => {
  for (const row of allRows) {
    await using server = await serveHuge('of 50 MB that calls itself 40 bytes', 200);
    await ask(row, server, false).catch(() => {});
  }
});

test.each(askInTurn(Object.keys(hugeAnswers) as HugeAnswer[]))(
  '$name: an answer $answer to $operation ends honestly and takes little memory',
  async ({ answer, ...row }) => {
    await using server = await serveHuge(answer, 200);
    await ask(row, server, answer.includes('drips'));
    await server.closed;
    expect(server.requests()).toBe(1);
  },
);

test.each(askInTurn(Object.keys(rawAnswers) as RawAnswer[]))(
  '$name: an answer $answer to $operation ends honestly and takes little memory',
  async ({ answer, ...row }) => {
    await using server = await serveRaw(answer);
    await ask(row, server, answer.includes('drips') || answer.includes('never'));
    await server.closed;
    expect(server.requests()).toBe(1);
  },
);
