import { inspect } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { expectNoKey, formsOf } from './key-leaks.ts';
import type { SentRequest } from './network.ts';
import { before, breaks, echoes, page, redirects, silence } from './network-faults.ts';
import type { ContractVendor, ProviderHarness } from './provider-harness.ts';
import type { Rig } from './rig.ts';
import { createRig, keys } from './rig.ts';

const [key] = keys;

/** That the key goes into one header of requests to the vendor, and nowhere else. */
export function describeSecrets(harness: ProviderHarness): void {
  const { name, value } = harness.authorization(key);

  function expectOnlyInHeader(sent: SentRequest, vendor: ContractVendor): void {
    const { [name]: credential, ...headers } = sent.headers;
    const origin = new URL(vendor.baseUrl).origin;
    expect(new URL(sent.url).origin, 'contract: the key goes to the vendor’s API only').toBe(
      origin,
    );
    expect(credential).toBe(value);
    const rest = inspect({ headers, url: sent.url, body: sent.body }, { maxStringLength: null });
    for (const form of formsOf(key)) expect(rest).not.toContain(form);
  }

  test('the key is in its header and nowhere else in a request', async () => {
    const rig = createRig(harness);
    await goThroughALife(rig);
    expect(rig.network.sent.length).toBeGreaterThan(2);
    for (const sent of rig.network.sent) expectOnlyInHeader(sent, rig.vendor);
  });

  test('an adapter never fetches a result, so no file host sees the key', async () => {
    const rig = createRig(harness);
    const { task } = await rig.submit();
    await rig.finishTasks();
    expect(await rig.poll(task)).toMatchObject({ state: 'succeeded' });
    const methods = rig.network.sent.map(({ method }) => method);
    const reads = Array.from({ length: harness.readsOfEnd ?? 1 }, () => 'GET');
    expect(methods, 'contract: one submit and one poll, nothing else').toEqual(['POST', ...reads]);
  });

  test.each([301, 302, 303, 307, 308])(
    'a redirect with %i takes the key nowhere',
    async (status) => {
      const rig = createRig(harness);
      rig.network.next(before(redirects(status, 'https://elsewhere.example.com/')));
      await rig.failureOf(rig.submit());
      for (const sent of rig.network.sent) expectOnlyInHeader(sent, rig.vendor);
    },
  );

  test('a vendor that repeats the key in an error is not repeated', async () => {
    const { vendor, submit, poll, failureOf } = createRig(harness);
    vendor.inject({ name: 'echo-key' });
    await failureOf(submit());
    const { task } = await submit();
    vendor.inject({ name: 'echo-key' });
    await failureOf(poll(task));
  });

  test.each([200, 202, 400, 401, 402, 403, 404, 409, 422, 429, 500, 503])(
    'an answer %i that repeats every header, in all members, gives no key away',
    async (status) => {
      const { network, submit, poll, failureOf } = createRig(harness);
      const { task } = await submit();
      network.next(before(echoes(status)));
      await failureOf(submit({ prompt: 'again' }));
      network.next(before(echoes(status)));
      await failureOf(poll(task));
    },
  );

  test('a failure of fetch that quotes the request gives no key away', async () => {
    const { network, submit, failureOf } = createRig(harness);
    network.next(
      before((request) => {
        const headers = Object.fromEntries(request.headers);
        const cause = Object.assign(new Error(`sent ${inspect(headers)}`), { request, headers });
        throw new TypeError(`fetch failed: ${inspect(headers)}`, { cause });
      }),
    );
    expect(await failureOf(submit())).toMatchObject({ code: 'network', outcome: 'unknown' });
  });

  test('nothing that a provider is or returns holds the key', async () => {
    const rig = createRig(harness);
    const accepted = await rig.submit();
    const running = await rig.poll(accepted.task);
    await rig.finishTasks();
    const finished = await rig.poll(accepted.task);
    const balance = await rig.provider.account?.balance?.({ clock: rig.clock });
    // zod's schemas do not survive being looked into.
    const { optionsSchema: _schema, ...provider } = rig.provider;
    const everything = { accepted, running, finished, balance, provider };
    for (const [what, part] of Object.entries(everything)) expectNoKey(part, key, what);
  });

  test('an adapter prints nothing', async () => {
    const printed: unknown[] = [];
    const methods = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir'] as const;
    const spies = methods.map((method) =>
      vi.spyOn(console, method).mockImplementation((...what: unknown[]) => void printed.push(what)),
    );
    onTestFinished(() => {
      for (const spy of spies) spy.mockRestore();
    });
    const rig = createRig(harness, { timeoutMs: 1_000 });
    await goThroughALife(rig);
    for (const answer of [page(500), breaks('ECONNRESET', 'read'), echoes(400), silence]) {
      rig.network.next(before(answer));
      const failure = rig.failureOf(rig.submit());
      await rig.clock.advance(1_000);
      await failure;
    }
    expect(printed, 'contract: an adapter does not log').toEqual([]);
  });

  describeKeySource(harness);
}

function describeKeySource(harness: ProviderHarness): void {
  const { environmentVariable, authorization } = harness;

  test('without a key the first call is an authentication error that names the variable', async () => {
    vi.stubEnv(environmentVariable, undefined);
    onTestFinished(() => void vi.unstubAllEnvs());
    const rig = createRig(harness, { apiKey: undefined });
    const error = await rig.failureOf(rig.submit());
    expect(error).toMatchObject({ code: 'authentication', outcome: 'rejected', charged: 'no' });
    expect(error.message).toContain(environmentVariable);
    expect(rig.network.sent, 'contract: nothing is sent without a key').toEqual([]);
  });

  test('the key is read from the environment at the first call, not before', async () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    const rig = createRig(harness, { apiKey: undefined });
    vi.stubEnv(environmentVariable, key);
    await rig.submit();
    const { name, value } = authorization(key);
    expect(rig.network.sent[0]?.headers[name]).toBe(value);
  });

  test.each(['two\nlines-of-key', 'key with spaces', 'clé-secrète'])(
    'a key that no header can carry is refused without being shown',
    async (apiKey) => {
      const rig = createRig(harness, { apiKey });
      const error = await rig.failureOf(rig.submit());
      expect(error).toMatchObject({ code: 'authentication', outcome: 'rejected' });
      expectNoKey(error, apiKey, 'the error');
      expect(rig.network.sent).toEqual([]);
    },
  );
}

async function goThroughALife(rig: Rig): Promise<void> {
  const { task } = await rig.submit();
  await rig.poll(task);
  await rig.finishTasks();
  await rig.poll(task);
  await rig.provider.account?.balance?.({ clock: rig.clock });
}
