import { expect, test } from 'vitest';
import { aroundSubmit } from './around-submit.ts';
import type { Jump } from './clock-stages.ts';
import { allJumps, jumps } from './clock-stages.ts';
import { request, setupMachine } from './setup-machine.ts';

/** Beats that are rarer than usual make a virtual quarter of an hour short. */
const calm = { heartbeatMs: 60_000 } as const;

test.each(allJumps)('after a clock went %s new jobs are made as ever', async (jump) => {
  const { clock, provider, start, pass } = await setupMachine();
  const { gateway } = start(calm);
  await gateway.submit(request);
  await pass(20_000);
  clock.jump(jumps[jump]);
  for (let made = 1; made <= 2; made += 1) {
    const { id } = await gateway.submit(request);
    await pass(120_000);
    expect((await gateway.job(id)).state).toBe('succeeded');
    expect(provider.charges).toBe(made + 1);
  }
});

/** A provider asks for half a minute of peace, the clock jumps, and another job comes. */
async function afterRest(jump: Jump) {
  const { clock, provider, start, pass } = await setupMachine();
  const { gateway } = start(calm);
  provider.onNextSubmit({ do: 'reject', code: 'rate-limited', retryAfterMs: 30_000 });
  await gateway.submit(request);
  await pass(20_000);
  clock.jump(jumps[jump]);
  const { id } = await gateway.submit(request);
  await pass(300_000);
  return await gateway.job(id);
}

// The end of a rest is a time of day: set back by an hour, half a minute would become an hour, which
// is longer than a job waits.
test.each(allJumps)('a provider that rests while a clock goes %s is asked again', async (jump) => {
  expect((await afterRest(jump)).state).toBe('succeeded');
});

const deaths = ['closed', 'crashed'] as const;

/** A process ends one way or the other, the clock jumps, and the next one starts. */
async function afterRestart(death: (typeof deaths)[number], jump: Jump) {
  const { clock, ownClock, provider, start, pass } = await setupMachine({ runMs: 60_000 });
  const own = ownClock();
  const first = start(calm, own);
  const { id } = await first.gateway.submit(request);
  await pass(20_000);
  own.halt();
  if (death === 'closed') await first.gateway.close();
  clock.jump(jumps[jump]);
  const next = start(calm);
  await next.gateway.resume();
  await pass(15 * 60_000);
  return { job: await next.gateway.job(id), charges: provider.charges };
}

const restarts = deaths.flatMap((death) => allJumps.map((jump) => [death, jump] as const));

test.each(restarts)(
  'the job of a process that %s is followed on after a clock went %s',
  async (...row) => {
    const { job, charges } = await afterRestart(...row);
    expect(job.state).toBe('succeeded');
    expect(charges).toBe(1);
  },
);

/** Two processes share a file, and the clock of one of them is wrong. */
async function withSkew(jump: Jump, requestMs: number, findable: boolean | { lagMs: number }) {
  const machine = await setupMachine({ runMs: 40_000, findable });
  const { clock, ownClock, provider, time, start, pass } = machine;
  let delayMs = requestMs;
  aroundSubmit(provider, {
    async before() {
      if (delayMs > 0) await new Promise<void>((arrive) => time.setTimer(arrive, delayMs));
      // A third submit, should there be one, is faster.
      delayMs = 0;
    },
  });
  clock.jump(jumps[jump]);
  const beats = { heartbeatMs: 10_000 };
  const [wrong, right] = [start(beats), start(beats, ownClock())];
  await Promise.all([wrong, right].map(({ gateway }) => gateway.resume()));
  const ids = await Promise.all([wrong, right].map(({ gateway }) => gateway.submit(request)));
  await pass(5 * 60_000);
  const jobs = await Promise.all(ids.map(({ id }) => right.gateway.job(id)));
  return { states: jobs.map(({ state }) => state), charges: provider.charges };
}

test.each(allJumps)(
  'a process whose clock went %s does not lose its running jobs',
  async (jump) => {
    const { states, charges } = await withSkew(jump, 0, false);
    expect(states).toEqual(['succeeded', 'succeeded']);
    expect(charges).toBe(2);
  },
);

test.each(allJumps)(
  'while a submit is under way a process whose clock went %s pays once',
  async (jump) => {
    expect((await withSkew(jump, 50_000, false)).charges).toBe(2);
  },
);

test.each(allJumps)(
  'a look-up that finds nothing while a submit is under way pays nothing, though a clock went %s',
  async (jump) => {
    expect((await withSkew(jump, 50_000, { lagMs: 40_000 })).charges).toBe(2);
  },
);

// One machine, one clock: the look for orphans falls between its jump and the next heartbeat.
test.each(allJumps)(
  'a clock that goes %s makes no orphan of a process that is alive',
  async (jump) => {
    const { clock, start, pass } = await setupMachine();
    const [owner, other] = [start(), start()];
    await other.gateway.resume();
    await pass(12_000, 1_000);
    await owner.gateway.submit(request);
    await pass(2_000, 1_000);
    clock.jump(jumps[jump]);
    await pass(30_000);
    expect(other.updates.map(({ event }) => event.type)).not.toContain('job-taken');
  },
);

// A ledger forgets who was not heard of for a day, and by the clock of a third that is everybody.
test('a heartbeat that a clock gone forward makes the ledger forget is not taken for a death', async () => {
  const { clock, start, pass } = await setupMachine({ runMs: 120_000 });
  const [third, other, owner] = [start(), start(), start()];
  await third.gateway.resume();
  await pass(1_000, 500);
  await other.gateway.resume();
  await pass(1_000, 500);
  await owner.gateway.submit(request);
  // The third is the next to beat, then the other looks for jobs, and only then the owner beats.
  await pass(27_500, 500);
  clock.jump(jumps['forward 3 days']);
  await pass(10_000, 500);
  const heard = [third, other].flatMap(({ updates }) => updates.map(({ event }) => event.type));
  expect(heard).not.toContain('job-taken');
});

// A task that is older than its attempt is somebody else's, and nobody can prove that a clock was wrong.
test('a task that was made while the clock was ahead is refused with both times and a way out', async () => {
  const { clock, time, provider, start, pass } = await setupMachine();
  clock.jump(jumps['forward an hour']);
  const { gateway } = start();
  provider.onNextSubmit({ do: 'lose-answer' });
  const sentAt = time.now();
  const { id } = await gateway.submit(request);
  await pass(5_000);
  clock.jump(jumps['back an hour']);
  const taskId = provider.tasks[0]?.id ?? 'none';
  const before = await gateway.job(id);
  const [created, intended] = [sentAt, sentAt + jumps['forward an hour']].map((at) =>
    new Date(at).toISOString(),
  );
  const says = `created at ${created},.* began at ${intended} .* keep the video by hand.*"abandon"`;
  await expect(gateway.resolve(id, { action: 'adopt', taskId })).rejects.toMatchObject({
    code: 'invalid-request',
    provider: 'first',
    taskId,
    message: expect.stringMatching(says),
  });
  expect(await gateway.job(id)).toEqual(before);
});
