import { describe } from 'vitest';
import { describeAccount } from './account.ts';
import { describeFindTask } from './find-task.ts';
import { describeIdentity } from './identity.ts';
import { describePoll } from './poll.ts';
import { describePollFaults } from './poll-faults.ts';
import { describePrepare } from './prepare.ts';
import type { ProviderHarness } from './provider-harness.ts';
import { describeSecrets } from './secrets.ts';
import { describeSockets } from './sockets.ts';
import { describeSubmit } from './submit.ts';
import { describeSubmitFaults } from './submit-faults.ts';
import { describeTimeouts } from './timeouts.ts';
import { describeWebhooks } from './webhooks.ts';

/**
 * Registers the contract that every adapter keeps, as vitest cases.
 *
 * Covers what can be told from outside: what is sent, how often, to whom, what comes of every
 * answer. Declare or fail: the provider's traits and the harness decide what a case asserts, and
 * nothing is skipped. How a vendor words its errors beyond the harness's `failures` is left to the
 * adapter's own table tests.
 *
 * @example
 * ```ts
 * describeProvider('Example', {
 *   createProvider: createExample,
 *   createVendor: createExampleDouble,
 *   authorization: (key) => ({ name: 'authorization', value: `Bearer ${key}` }),
 *   environmentVariable: 'EXAMPLE_API_KEY',
 *   failures: [{ vendor: { code: 'nsfw' }, code: 'content-rejected' }],
 *   oddTaskIds: [],
 * });
 * ```
 */
export function describeProvider(name: string, harness: ProviderHarness): void {
  describe(`${name} keeps the provider contract`, () => {
    describeIdentity(harness);
    describePrepare(harness);
    describeSubmit(harness);
    describeSubmitFaults(harness);
    describeTimeouts(harness);
    describePoll(harness);
    describePollFaults(harness);
    describeSecrets(harness);
    describeSockets(harness);
    describeFindTask(harness);
    describeAccount(harness);
    describeWebhooks(harness);
  });
}
