// The same answers through a whole gateway: one job, one vendor that talks nonsense for a while, and
// the vendor's own bill as a witness.
import type { Job } from '@vidgate/core';
import { createGateway, memoryLedger, systemPorts } from '@vidgate/core';
import { createTestClock } from '@vidgate/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apiKey } from './canaries.ts';
import type { Chance } from './chance.ts';
import { toChance } from './chance.ts';
import { claim, claimSafeUrl } from './claim.ts';
import { claimValue } from './claim-error.ts';
import type { Answer } from './hostile-answer.ts';
import { toAnswer, toResponse } from './hostile-answer.ts';
import { isLie } from './is-lie.ts';
import { mutate } from './mutate-answer.ts';
import type { Vendor } from './vendors.ts';
import { vendors } from './vendors.ts';

const jobsPerVendor = 50;
const minute = 60_000;

interface World {
  readonly job: Job;
  /** Tasks that the vendor billed or may bill. */
  readonly billed: readonly string[];
  /** Answers that were mutated. */
  readonly mutated: number;
}

/** Runs one job: every second answer is mutated for ten minutes, and then the vendor is itself again. */
async function runJob(vendor: Vendor, chance: Chance): Promise<World> {
  const clock = createTestClock();
  const nobody: typeof fetch = async () => new Response(null, { status: 404 });
  const simulator = vendor.createSimulator({ clock, apiKeys: [apiKey], fetch: nobody });
  const heard: Answer[] = [];
  let mutated = 0;
  let isHostile = true;
  const provider = vendor.createProvider({
    apiKey,
    async fetch(input, init) {
      const answer = await toAnswer(await simulator.fetch(input, init));
      heard.push(answer);
      if (!isHostile || chance.below(3) === 0) return toResponse(answer);
      const told = mutate(answer, chance, heard).answer;
      const operation = simulator.requests.at(-1)?.operation;
      // What nobody could tell from the truth proves nothing about us.
      if (operation === undefined || isLie(vendor, operation, answer, told)) {
        return toResponse(answer);
      }
      mutated += 1;
      return toResponse(told);
    },
  });
  await using gateway = createGateway({
    providers: [provider],
    ledger: memoryLedger(),
    ports: { ...systemPorts, ...clock },
    livePrices: { maxAgeMs: minute },
    heartbeatMs: 600_000,
  });
  const { id } = await gateway.submit({ prompt: 'dawn' });
  await clock.advance(10 * minute);
  isHostile = false;
  await clock.advance(20 * minute);
  const billed = simulator.bill.lines
    .filter(({ state }) => state !== 'released')
    .map(({ taskId }) => taskId);
  return { job: await gateway.job(id), billed, mutated };
}

/** Where a job may be whose vendor billed a task that it did not report as failed. */
const notGivenUp: readonly Job['state'][] = ['submitting', 'running', 'held', 'succeeded'];

function claimJob({ job, billed }: World): void {
  claimValue(job, 'poll');
  claim(billed.length <= 1, `a job is charged once, not ${billed.length} times`);
  const live = job.attempts.filter(({ state }) =>
    ['submitting', 'unknown', 'accepted'].includes(state),
  );
  claim(live.length <= 1, 'one attempt is alive at a time');
  for (const { url } of job.assets) claimSafeUrl(url);
  const { chargedUsdMicros } = job.cost;
  claim(
    chargedUsdMicros === undefined || Number.isSafeInteger(chargedUsdMicros),
    'what was charged is whole micro-dollars',
  );
  if (billed.length === 0) return;
  claim(notGivenUp.includes(job.state), `a job with a paid task is not ${job.state}`);
  if (job.state === 'succeeded') return;
  const [attempt] = live;
  claim(attempt !== undefined, 'a paid task has an attempt that is not over');
}

test.each(Object.entries<Vendor>(vendors))(
  `%s: ${jobsPerVendor} jobs amid nonsense are charged once at most, and no paid task is given up`,
  { timeout: 120_000 },
  async (_name, vendor) => {
    const states = new Map<string, number>();
    let mutated = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (pick) => {
        const world = await runJob(vendor, toChance(pick));
        claimJob(world);
        states.set(world.job.state, (states.get(world.job.state) ?? 0) + 1);
        mutated += world.mutated;
      }),
      { numRuns: jobsPerVendor },
    );
    expect(mutated).toBeGreaterThan(jobsPerVendor);
    // Most find their way back to the video.
    expect(states.get('succeeded') ?? 0).toBeGreaterThan(jobsPerVendor / 4);
  },
);
