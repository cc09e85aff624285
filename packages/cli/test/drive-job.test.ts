import type { AdvanceResult, Job } from '@vidgate/core';
import { createGateway, memoryLedger } from '@vidgate/core';
import { fakeProvider } from '@vidgate/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { driveJob } from '../src/jobs/drive-job.ts';

/** A job whose vendor is at work, and the process that drives it, which never looks again. */
async function setup() {
  const ledger = memoryLedger();
  const provider = fakeProvider({ runMs: 3_600_000 });
  const owner = createGateway({ providers: [provider], ledger });
  onTestFinished(() => owner.close());
  const { id } = await owner.submit({ prompt: 'dawn' });
  await expect.poll(() => provider.tasks.length).toBe(1);
  const job = await owner.job(id);
  const steps: string[] = [];
  const errors: unknown[] = [];
  const controller = new AbortController();
  const { signal } = controller;
  const drive = async (advance: (job: Job) => Promise<AdvanceResult>): Promise<void> => {
    const gateway = {
      advance: async (jobId: string) => {
        steps.push(jobId);
        return await advance(job);
      },
    };
    const onError = (error: unknown): void => {
      errors.push(error);
      controller.abort();
    };
    await driveJob(id, { gateway, ledger, signal, now: Date.now, onError });
  };
  const leave = (): Promise<void> =>
    ledger.commit({ heartbeat: { owner: job.owner ?? '', aliveUntil: 0 } });
  return { id, controller, drive, leave, steps, errors };
}

test('a job that a living process drives is left to it', async () => {
  const { controller, drive, steps } = await setup();
  const driving = drive(async (job) => ({ job }));
  setTimeout(() => controller.abort(), 20);
  await driving;
  expect(steps).toEqual([]);
});

test('one whose process is gone is driven until it is over', async () => {
  const { id, drive, leave, steps } = await setup();
  await leave();
  await drive(async (job) =>
    steps.length < 3
      ? { job, callAgainAt: Date.now() }
      : { job: { ...job, state: 'canceled', finishedAt: 0 } },
  );
  expect(steps).toEqual([id, id, id]);
});

test('a step that throws is reported and nothing else: what drives never throws', async () => {
  const { drive, leave, steps, errors } = await setup();
  await leave();
  const error = new Error('the ledger is out of reach');
  await drive(() => Promise.reject(error));
  expect(errors).toEqual([error]);
  expect(steps).toHaveLength(1);
});
