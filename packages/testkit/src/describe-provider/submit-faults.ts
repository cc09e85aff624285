import type { ErrorCode, Outcome } from '@vidgate/core';
import { expect, test } from 'vitest';
import type { NetworkFault } from './network.ts';
import { after, before, breaks, page, redirects, says, saysNothing } from './network-faults.ts';
import type { ContractFault, ProviderHarness } from './provider-harness.ts';
import { createRig } from './rig.ts';

interface SubmitFault {
  readonly title: string;
  readonly vendor?: ContractFault;
  readonly network?: NetworkFault;
  readonly code: ErrorCode;
  readonly outcome: Outcome;
  /** How many tasks there are at the vendor afterwards. */
  readonly tasks: 0 | 1;
  readonly retryAfterMs?: number;
}

/** Every way in which a submit can go wrong: what it is called, and whether money may be spent. */
export function describeSubmitFaults(harness: ProviderHarness): void {
  const { traits } = createRig(harness).provider;
  const documented = traits.rejectedStatuses.map(({ status }) => status);
  const faults = [
    ...refusals,
    ...(harness.lacks?.includes('envelope-error') ? [] : envelopes),
    ...serverErrors(documented),
    ...unreadable,
    ...lost,
  ];

  const cases = faults.map((fault) => [fault.title, fault.code, fault.outcome, fault] as const);
  test.each(cases)('%s: %s, %s, one request', async (_title, _code, _outcome, fault) => {
    const rig = createRig(harness);
    if (fault.vendor !== undefined) rig.vendor.inject(fault.vendor);
    if (fault.network !== undefined) rig.network.next(fault.network);
    const error = await rig.failureOf(rig.submit());
    const { code, outcome, charged, retryAfterMs } = error;
    expect({ code, outcome, charged }, 'contract: the table of errors of a submit').toEqual({
      code: fault.code,
      outcome: fault.outcome,
      charged: fault.outcome === 'rejected' ? 'no' : 'unknown',
    });
    expect(retryAfterMs).toBe(fault.retryAfterMs);
    expect(error).toMatchObject({ provider: rig.provider.id, operation: 'submit' });
    expect(rig.vendor.tasks).toHaveLength(fault.tasks);
    await rig.clock.advance(600_000);
    expect(rig.network.sent, 'contract: one request per submit, also later').toHaveLength(1);
  });

  if (harness.lacks?.includes('envelope-error')) {
    test('this vendor has no error on HTTP 200, and its double refuses to make one', () => {
      const { vendor } = createRig(harness);
      expect(() => vendor.inject({ name: 'envelope-error', code: 500 })).toThrow(TypeError);
    });
  }
}

const rejected = { outcome: 'rejected', tasks: 0 } as const;
const unknown = { outcome: 'unknown', tasks: 0 } as const;
const unknownAndMade = { outcome: 'unknown', tasks: 1 } as const;

function gatewayPage(status: number, code: ErrorCode): SubmitFault {
  return { title: `a gateway’s ${status} page`, network: before(page(status)), code, ...rejected };
}

const refusals: readonly SubmitFault[] = [
  { title: 'a wrong key', vendor: { name: 'unauthorized' }, code: 'authentication', ...rejected },
  {
    title: 'an empty account, in the vendor’s form',
    vendor: { name: 'insufficient-balance' },
    code: 'insufficient-balance',
    ...rejected,
  },
  {
    title: 'a 403 with a text that nobody knows',
    vendor: { name: 'forbidden', message: 'Computer says no' },
    code: 'unsupported',
    ...rejected,
  },
  {
    title: 'a 429 with Retry-After',
    vendor: { name: 'rate-limited', retryAfterSeconds: 7 },
    code: 'rate-limited',
    retryAfterMs: 7_000,
    ...rejected,
  },
  {
    title: 'a 429 with Retry-After as a date',
    network: before(page(429, { 'retry-after': 'Sat, 21 Nov 2026 00:00:09 GMT' })),
    code: 'rate-limited',
    retryAfterMs: 9_000,
    ...rejected,
  },
  gatewayPage(429, 'rate-limited'),
  gatewayPage(400, 'invalid-request'),
  gatewayPage(401, 'authentication'),
  gatewayPage(402, 'insufficient-balance'),
  gatewayPage(403, 'unsupported'),
  gatewayPage(422, 'invalid-request'),
];

/** The error is in the body, HTTP says 200. */
const envelopes: readonly SubmitFault[] = (
  [
    [400, 'invalid-request', rejected],
    [401, 'authentication', rejected],
    [402, 'insufficient-balance', rejected],
    [429, 'rate-limited', rejected],
    [500, 'unavailable', unknown],
    [503, 'unavailable', unknown],
  ] as const
).map(([status, code, end]) => ({
  title: `HTTP 200 around an error ${status}`,
  vendor: { name: 'envelope-error', code: status },
  code,
  ...end,
}));

function serverErrors(documented: readonly number[]): readonly SubmitFault[] {
  const code = 'unavailable';
  const endOf = (status: number) => (documented.includes(status) ? rejected : unknown);
  const undecided = [500, 502, 503, 504, 520, 522, 524];
  const own = [500, 502, 503, 504].map((status): SubmitFault => {
    const vendor = { name: 'server-error', status } as const;
    return { title: `the vendor’s own ${status}`, vendor, code, ...endOf(status) };
  });
  const pages = undecided.map((status): SubmitFault => {
    const title = `a gateway’s ${status} page before the vendor`;
    return { title, network: before(page(status)), code, ...endOf(status) };
  });
  const traps = undecided
    .filter((status) => !documented.includes(status))
    .map((status): SubmitFault => {
      const title = `a ${status} after the task was made`;
      return { title, network: after(page(status)), code, ...unknownAndMade };
    });
  const neverReached = [521, 523, 525, 526].map((status): SubmitFault => {
    const title = `a ${status}, which says that the vendor was never reached`;
    return { title, network: before(page(status)), code, ...rejected };
  });
  return [...own, ...pages, ...traps, ...neverReached];
}

/** The task is made, and what comes back does not say so. */
const unreadable: readonly SubmitFault[] = [
  { title: 'a 2xx that names no task', vendor: { name: 'no-task-id' } as const },
  { title: 'a 200 with a page', network: after(page(200)) },
  { title: 'a 200 with half of its JSON', network: after(says('{"data":{"taskId":"t')) },
  { title: 'a 200 without a body', network: after(says('')) },
  { title: 'a 204', network: after(saysNothing) },
  { title: 'a 200 with null', network: after(says('null')) },
  { title: 'a 200 with a list', network: after(says('[]')) },
  { title: 'a 200 with a bare text', network: after(says('"ok"')) },
  { title: 'a 201 with an empty object', network: after(says('{}', 201)) },
  ...[301, 302, 303, 307, 308].map((status) => ({
    title: `a redirect with ${status}`,
    network: after(redirects(status, 'https://elsewhere.example.com/')),
  })),
].map((fault) => ({ ...fault, code: 'invalid-response', ...unknownAndMade }));

const lost: readonly SubmitFault[] = [
  {
    title: 'a connection that breaks before the vendor read the request',
    network: before(breaks('ECONNRESET', 'read')),
    code: 'network',
    ...unknown,
  },
  {
    title: 'a connection that breaks after the task was made',
    network: after(breaks('ECONNRESET', 'read')),
    code: 'network',
    ...unknownAndMade,
  },
  {
    title: 'a failure of fetch that nobody knows',
    network: before(() => {
      throw new TypeError('terminated');
    }),
    code: 'network',
    ...unknown,
  },
  ...(
    [
      ['ECONNREFUSED', 'connect'],
      ['ENOTFOUND', 'getaddrinfo'],
      ['ETIMEDOUT', 'connect'],
      ['UND_ERR_CONNECT_TIMEOUT', ''],
      ['CERT_HAS_EXPIRED', ''],
    ] as const
  ).map(([code, call]) => ({
    title: `${code} while connecting`,
    network: before(breaks(code, call)),
    code: 'network' as const,
    ...rejected,
  })),
];
