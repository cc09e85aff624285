import { expect, test } from 'vitest';
import type { FactsChange } from '../../test/job-facts.ts';
import { candidate, makeFacts } from '../../test/job-facts.ts';
import { stages } from '../../test/job-stages.ts';
import { makeJob } from '../../test/make-job.ts';
import type { Job } from './job.ts';
import { toResubmission } from './to-resubmission.ts';

const since = 5_000;
const doubtful = stages['submitting, in doubt'];
const [attempt] = doubtful.attempts;
const limits = { maxExtraUsdPerJob: 1, maxExtraUsdPerDay: 10 };
const after = (afterMs?: number): FactsChange => ({
  policy: { onUnknownSubmit: { resubmit: { ...limits, afterMs } } },
});
const resting = (until?: number) => ({
  candidates: [],
  excluded: [{ provider: 'b', reason: 'resting' as const, message: 'B rests.', until }],
});

interface Row {
  readonly name: string;
  readonly facts: FactsChange;
  readonly now: number;
  readonly job?: Job;
  readonly comes: unknown;
}

const rows: readonly Row[] = [
  { name: 'without an allowance nobody is paid', facts: {}, now: 1e12, comes: undefined },
  {
    name: 'for a canceled job nobody is paid',
    job: makeJob({ ...doubtful, cancelRequestedAt: 1 }),
    facts: after(0),
    now: 1e12,
    comes: undefined,
  },
  {
    name: 'the time that is set is waited for, from the doubt on',
    facts: after(1_000),
    now: since + 999,
    comes: { waitUntil: since + 1_000, early: true },
  },
  {
    name: 'after that the first candidate is paid',
    facts: after(1_000),
    now: since + 1_000,
    comes: { candidate: candidate('b') },
  },
  {
    name: 'fifteen minutes are waited for where nothing is set',
    facts: after(),
    now: since + 899_999,
    comes: { waitUntil: since + 900_000, early: true },
  },
  {
    name: 'a wait of 0 is none',
    facts: after(0),
    now: since,
    comes: { candidate: candidate('b') },
  },
  {
    name: 'where all are out for now it is asked again when the first is back',
    facts: { ...after(0), plan: resting(70_000) },
    now: 60_000,
    comes: { waitUntil: 70_000, early: false },
  },
  {
    name: 'where the first should be back already it is asked again at once',
    facts: { ...after(0), plan: resting(50_000) },
    now: 60_000,
    comes: { waitUntil: 60_000, early: false },
  },
  {
    name: 'where nobody will be back nobody is waited for',
    facts: { ...after(0), plan: resting() },
    now: 60_000,
    comes: { waitUntil: Number.POSITIVE_INFINITY, early: false },
  },
];

test.each(rows)('$name', ({ facts, now, job = doubtful, comes }) => {
  if (attempt === undefined) throw new Error('no attempt');
  expect(toResubmission(job, attempt, since, makeFacts(facts), now)).toEqual(comes);
});

test('the plan is made as if the attempt in doubt had been given up by policy', () => {
  if (attempt === undefined) throw new Error('no attempt');
  const planned: Job[] = [];
  const facts = {
    ...makeFacts(after(0)),
    plan: (job: Job) => {
      planned.push(job);
      return resting();
    },
  };
  toResubmission(doubtful, attempt, since, facts, 60_000);
  expect(planned).toMatchObject([{ attempts: [{ state: 'abandoned', abandonedBy: 'policy' }] }]);
});
