import { expect, test } from 'vitest';
import type { FactsChange } from '../../test/job-facts.ts';
import { candidate, makeFacts } from '../../test/job-facts.ts';
import { makeAttempt, makeError, makeJob } from '../../test/make-job.ts';
import { toTried } from '../routing/tried-providers.ts';
import type { ErrorCode } from '../video-gateway-error.ts';
import type { Decision } from './decide-after.ts';
import { decideAfter } from './decide-after.ts';
import type { Attempt } from './job.ts';
import { nextAction } from './next-action.ts';

const stop = { onContentRejected: 'stop' } as const;
const tryOthers = { onContentRejected: 'try-others' } as const;

function rejected(code: ErrorCode, provider = 'a', reshaped?: boolean): Attempt {
  return makeAttempt({ provider, state: 'rejected', error: makeError(code, { reshaped }) });
}

function failed(code: ErrorCode, provider = 'a'): Attempt {
  const error = makeError(code, { outcome: 'accepted', charged: 'unknown' });
  return makeAttempt({ provider, state: 'failed', error });
}

test.each<readonly [ErrorCode, Decision, Decision]>([
  ['invalid-request', 'others', 'others'],
  ['unsupported', 'others', 'others'],
  ['authentication', 'others', 'others'],
  ['insufficient-balance', 'others', 'others'],
  ['content-rejected', 'end', 'others'],
  ['rate-limited', 'anyone', 'anyone'],
  ['unavailable', 'anyone', 'anyone'],
  ['timeout', 'anyone', 'anyone'],
  ['network', 'anyone', 'anyone'],
  ['outcome-unknown', 'anyone', 'anyone'],
  ['invalid-response', 'others', 'others'],
  ['not-found', 'others', 'others'],
  ['idempotency-conflict', 'others', 'others'],
])(
  'after a submit refused with %s: %s, or %s where others may be tried',
  (code, stopping, trying) => {
    expect(decideAfter([rejected(code)], stop)).toBe(stopping);
    expect(decideAfter([rejected(code)], tryOthers)).toBe(trying);
  },
);

test.each<readonly [ErrorCode, Decision, Decision]>([
  ['invalid-request', 'end', 'end'],
  ['content-rejected', 'end', 'others'],
  ['insufficient-balance', 'others', 'others'],
  ['generation-failed', 'others', 'others'],
  ['aborted', 'end', 'end'],
])(
  'after a task that failed with %s: %s, or %s where others may be tried',
  (code, stopping, trying) => {
    expect(decideAfter([failed(code)], stop)).toBe(stopping);
    expect(decideAfter([failed(code)], tryOthers)).toBe(trying);
  },
);

test.each<readonly [string, readonly Attempt[], Decision]>([
  ['no attempt', [], 'anyone'],
  ['one vendor refuses', [rejected('invalid-request')], 'others'],
  ['two vendors refuse', [rejected('invalid-request'), rejected('invalid-request', 'b')], 'end'],
  [
    'two vendors refuse, with another failure between',
    [rejected('invalid-request'), rejected('network', 'b'), rejected('invalid-request', 'b')],
    'end',
  ],
  ['it knows another spelling', [rejected('invalid-request', 'a', true)], 'again'],
  [
    'it refuses the other spelling too',
    [rejected('invalid-request', 'a', true), rejected('invalid-request')],
    'others',
  ],
  [
    'it asks for yet another spelling',
    [rejected('invalid-request', 'a', true), rejected('invalid-request', 'a', true)],
    'others',
  ],
  [
    'both spellings fail, and a second vendor refuses',
    [
      rejected('invalid-request', 'a', true),
      rejected('invalid-request'),
      rejected('invalid-request', 'b'),
    ],
    'end',
  ],
  [
    'one refuses, another knows another spelling',
    [rejected('invalid-request'), rejected('invalid-request', 'b', true)],
    'again',
  ],
  [
    'one refuses, another refuses both spellings',
    [
      rejected('invalid-request'),
      rejected('invalid-request', 'b', true),
      rejected('invalid-request', 'b'),
    ],
    'end',
  ],
  ['the last one counts', [rejected('content-rejected'), rejected('network', 'b')], 'anyone'],
  [
    'a task fails after a refusal',
    [rejected('invalid-request'), failed('generation-failed', 'b')],
    'others',
  ],
])('when %s', (_what, attempts, decision) => {
  expect(decideAfter(attempts, stop)).toBe(decision);
});

test('an attempt that was given up while in doubt is never followed by one at the same provider', () => {
  const doubt = makeError('timeout', { outcome: 'unknown', charged: 'unknown' });
  const abandoned = makeAttempt({ state: 'abandoned', error: doubt });
  expect(decideAfter([abandoned], stop)).toBe('others');
});

/** Who may be asked next: the same provider, another one; and what ends the job. */
interface Row {
  readonly code: ErrorCode;
  readonly same: boolean;
  readonly other: boolean;
  /** Where they differ by policy: what holds under `try-others`. */
  readonly tryingOther?: boolean;
  readonly reshaped?: boolean;
}

/** The columns of the table for submits that were surely refused. */
const refusedRows: readonly Row[] = [
  { code: 'invalid-request', same: false, other: true },
  { code: 'invalid-request', reshaped: true, same: true, other: true },
  { code: 'unsupported', same: false, other: true },
  { code: 'authentication', same: false, other: true },
  { code: 'insufficient-balance', same: false, other: true },
  { code: 'content-rejected', same: false, other: false, tryingOther: true },
  { code: 'rate-limited', same: true, other: true },
  { code: 'unavailable', same: true, other: true },
  { code: 'timeout', same: true, other: true },
  { code: 'network', same: true, other: true },
  { code: 'invalid-response', same: false, other: true },
];

/** The last column: what a failed task means. */
const failedRows: readonly Row[] = [
  { code: 'invalid-request', same: false, other: false },
  { code: 'insufficient-balance', same: false, other: true },
  { code: 'content-rejected', same: false, other: false, tryingOther: true },
  { code: 'generation-failed', same: false, other: true },
  // How a task that its vendor canceled is told.
  { code: 'aborted', same: false, other: false },
];

const traits = [false, { windowMs: 86_400_000 }] as const;
const policies = [stop, tryOthers] as const;

function combine(rows: readonly Row[], state: 'rejected' | 'failed') {
  return rows.flatMap((row) =>
    traits.flatMap((idempotentSubmit) =>
      policies.map((policy) => ({ ...row, ...policy, idempotentSubmit, state })),
    ),
  );
}

/** Whether the job is ended, or goes on to those who are planned. */
function goesOn(attempts: readonly Attempt[], change: FactsChange): boolean {
  const job = makeJob({ attempts });
  const action = nextAction(job, makeFacts(change), 1_000);
  if ('finish' in action) {
    expect(action).toMatchObject({ finish: 'failed', error: attempts.at(-1)?.error });
    return false;
  }
  expect(action).toMatchObject({ do: 'submit', candidate: { provider: 'b' } });
  return true;
}

test.each([...combine(refusedRows, 'rejected'), ...combine(failedRows, 'failed')])(
  '$state with $code (reshaped $reshaped), content $onContentRejected, idempotent $idempotentSubmit: the same again $same, others $other',
  (row) => {
    const { code, reshaped, state, same, onContentRejected, idempotentSubmit } = row;
    const charged = state === 'failed' ? 'unknown' : 'no';
    const attempt = makeAttempt({
      state,
      endedAt: 0,
      error: makeError(code, { reshaped, charged }),
    });
    const trying = onContentRejected === 'try-others';
    const other = trying ? (row.tryingOther ?? row.other) : row.other;
    const { excluded, exhausted } = toTried([attempt], { onContentRejected });
    expect(goesOn([attempt], { policy: { onContentRejected }, traits: { idempotentSubmit } })).toBe(
      other,
    );
    expect(exhausted).toBe(false);
    // Where the job is over, nobody asks who would be next.
    if (other) expect(excluded.has('a')).toBe(!same);
  },
);

const doubts: readonly ErrorCode[] = [
  'unavailable',
  'timeout',
  'network',
  'invalid-response',
  'aborted',
];
type Way = 'replay' | 'look-up' | 'hold' | 'submit';
const resubmit = { resubmit: { afterMs: 0, maxExtraUsdPerJob: 1, maxExtraUsdPerDay: 1 } };

/** What is done about a submit in doubt, by what its provider can do and by policy. */
const doubtRows: readonly (readonly [string, FactsChange, Way])[] = [
  ['nothing can settle it', {}, 'hold'],
  ['another may be paid instead', { policy: { onUnknownSubmit: resubmit } }, 'submit'],
  [
    'its submit is idempotent',
    { traits: { idempotentSubmit: { windowMs: 86_400_000 } } },
    'replay',
  ],
  ['its tasks can be found', { canFindTasks: true }, 'look-up'],
  [
    'its submit is idempotent, and another may be paid instead',
    {
      traits: { idempotentSubmit: { windowMs: 86_400_000 } },
      policy: { onUnknownSubmit: resubmit },
    },
    'replay',
  ],
  [
    'its tasks can be found, and another may be paid instead',
    { canFindTasks: true, policy: { onUnknownSubmit: resubmit } },
    'look-up',
  ],
];

test.each(doubts.flatMap((code) => doubtRows.map((row) => [code, ...row] as const)))(
  'in doubt by %s, where %s (%j): %s, under either policy for content',
  (code, _what, change, way) => {
    for (const policy of policies) {
      const error = makeError(code, { outcome: 'unknown', charged: 'unknown' });
      const attempt = makeAttempt({ state: 'unknown', unknownSince: 1_000, error });
      const job = makeJob({ state: 'submitting', attempts: [attempt] });
      const facts = makeFacts({ ...change, policy: { ...change.policy, ...policy } });
      const action = nextAction(job, facts, 1_000);
      expect('do' in action ? action.do : Object.keys(action)[0]).toBe(way);
    }
  },
);

test.each(doubts)('in doubt by %s, no candidate is ever paid beside it by default', (code) => {
  const error = makeError(code, { outcome: 'unknown', charged: 'unknown' });
  const attempt = makeAttempt({ state: 'unknown', unknownSince: 0, error });
  const job = makeJob({ state: 'submitting', attempts: [attempt] });
  for (const now of [0, 60_000, 900_000, 86_400_000]) {
    expect(nextAction(job, makeFacts(), now)).not.toMatchObject({ do: 'submit' });
  }
});

const failure = (provider: string, charged: 'yes' | 'no' | 'unknown'): Attempt =>
  makeAttempt({ provider, state: 'failed', error: makeError('generation-failed', { charged }) });

test.each<readonly [string, readonly Attempt[], boolean]>([
  ['two that cost', [failure('a', 'yes'), failure('b', 'yes')], false],
  ['three that cost', [failure('a', 'yes'), failure('b', 'yes'), failure('c', 'yes')], true],
  [
    'three of which one may have',
    [failure('a', 'yes'), failure('b', 'unknown'), failure('c', 'yes')],
    true,
  ],
  [
    'three of which one was free',
    [failure('a', 'yes'), failure('b', 'no'), failure('c', 'yes')],
    false,
  ],
  [
    'two that cost and two refused ones',
    [failure('a', 'yes'), rejected('network', 'b'), rejected('network', 'b'), failure('c', 'yes')],
    false,
  ],
  [
    'two that cost and one given up in doubt',
    [
      failure('a', 'yes'),
      makeAttempt({ provider: 'b', state: 'abandoned', abandonedBy: 'policy' }),
      failure('c', 'unknown'),
    ],
    true,
  ],
])('after %s a job has had its three attempts: %s', (_what, attempts, exhausted) => {
  expect(toTried(attempts, stop).exhausted).toBe(exhausted);
});

test.each<readonly [readonly ErrorCode[], boolean]>([
  [['network'], false],
  [['network', 'unavailable'], true],
  [['timeout', 'timeout'], true],
  [['rate-limited', 'rate-limited', 'rate-limited'], false],
  [['rate-limited', 'network', 'rate-limited'], false],
])('a provider that refused with %j has had its two attempts: %s', (codes, out) => {
  const attempts = codes.map((code) => rejected(code));
  expect(toTried(attempts, stop).excluded.has('a')).toBe(out);
});

test('where all that is left is the last candidate, it is the one that is planned', () => {
  const job = makeJob({ attempts: [rejected('network')] });
  const plan = { candidates: [candidate('a')], excluded: [] };
  expect(nextAction(job, makeFacts({ plan }), 1_000)).toMatchObject({
    candidate: { provider: 'a' },
  });
});
