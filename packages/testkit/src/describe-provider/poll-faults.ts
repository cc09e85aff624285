import type { ErrorCode } from '@vidgate/core';
import { expect, test } from 'vitest';
import type { NetworkFault } from './network.ts';
import { before, breaks, page, redirects, says, saysNothing } from './network-faults.ts';
import type { ContractFault, ProviderHarness } from './provider-harness.ts';
import { createRig } from './rig.ts';

interface PollFault {
  readonly title: string;
  readonly vendor?: ContractFault;
  readonly network?: NetworkFault;
  readonly code: ErrorCode;
  readonly retryAfterMs?: number;
}

/** A poll that goes wrong says nothing about its task. */
export function describePollFaults(harness: ProviderHarness): void {
  const hasEnvelope = !harness.lacks?.includes('envelope-error');

  const cases = [...faults, ...(hasEnvelope ? envelopes : [])].map(
    (fault) => [fault.title, fault.code, fault] as const,
  );
  test.each(cases)(
    'a poll that meets %s is %s, and the task goes on',
    async (_title, _code, fault) => {
      const { submit, poll, finishTasks, failureOf, vendor, network, provider } =
        createRig(harness);
      const { task } = await submit();
      if (fault.vendor !== undefined) vendor.inject(fault.vendor);
      if (fault.network !== undefined) network.next(fault.network);
      const error = await failureOf(poll(task));
      const { code, outcome, charged, retryAfterMs } = error;
      expect({ code, outcome, charged, retryAfterMs }).toEqual({
        code: fault.code,
        outcome: 'accepted',
        charged: 'unknown',
        retryAfterMs: fault.retryAfterMs,
      });
      const facts = { provider: provider.id, operation: 'poll', taskId: task.id };
      expect(error, 'contract: an error of a poll names its task').toMatchObject(facts);
      expect(network.sent, 'contract: a poll is one HTTP request').toHaveLength(2);
      await finishTasks();
      expect(await poll(task)).toMatchObject({ state: 'succeeded' });
    },
  );
}

const faults: readonly PollFault[] = [
  { title: 'a wrong key', vendor: { name: 'unauthorized' }, code: 'authentication' },
  { title: 'a task not known yet', vendor: { name: 'poll-not-found' }, code: 'not-found' },
  {
    title: 'a 429 with Retry-After',
    vendor: { name: 'rate-limited', retryAfterSeconds: 7 },
    code: 'rate-limited',
    retryAfterMs: 7_000,
  },
  { title: 'a 429 page', network: before(page(429)), code: 'rate-limited' },
  ...[500, 502, 503, 504].map((status) => ({
    title: `the vendor’s ${status}`,
    vendor: { name: 'server-error', status } as const,
    code: 'unavailable' as const,
  })),
  { title: 'a 521 page', network: before(page(521)), code: 'unavailable' },
  { title: 'a 404 page', network: before(page(404)), code: 'not-found' },
  { title: 'a 200 page', network: before(page(200)), code: 'invalid-response' },
  { title: 'half of a JSON', network: before(says('{"data":{"sta')), code: 'invalid-response' },
  { title: 'an empty 200', network: before(says('')), code: 'invalid-response' },
  { title: 'a 204', network: before(saysNothing), code: 'invalid-response' },
  { title: 'an empty object', network: before(says('{}')), code: 'invalid-response' },
  {
    title: 'a redirect',
    network: before(redirects(302, 'https://elsewhere.example.com/')),
    code: 'invalid-response',
  },
  {
    title: 'a broken connection',
    network: before(breaks('ECONNRESET', 'read')),
    code: 'network',
  },
  {
    title: 'a refused connection',
    network: before(breaks('ECONNREFUSED', 'connect')),
    code: 'network',
  },
];

const envelopes: readonly PollFault[] = [
  [500, 'unavailable'] as const,
  [404, 'not-found'] as const,
  [401, 'authentication'] as const,
].map(([status, code]) => ({
  title: `HTTP 200 around an error ${status}`,
  vendor: { name: 'envelope-error', code: status },
  code,
}));
