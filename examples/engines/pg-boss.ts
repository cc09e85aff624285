import type { Gateway } from '@vidgate/core';

/** The part of pg-boss that is used. */
export interface BossLike {
  createQueue(name: string): Promise<unknown>;
  work(
    name: string,
    handler: (jobs: readonly { readonly data: { readonly jobId: string } }[]) => Promise<void>,
  ): Promise<unknown>;
  send(
    name: string,
    data: { readonly jobId: string },
    options?: { readonly startAfter?: Date },
  ): Promise<unknown>;
}

const queue = 'advance-job';

/** In every worker: takes the steps of whatever jobs are due. */
export async function driveWithPgBoss(boss: BossLike, gateway: Gateway): Promise<void> {
  await boss.createQueue(queue);
  await boss.work(queue, async (jobs) => {
    for (const { data } of jobs) {
      const { callAgainAt } = await gateway.advance(data.jobId);
      if (callAgainAt === undefined) continue;
      await boss.send(queue, data, { startAfter: new Date(callAgainAt) });
    }
  });
}

/** After `gateway.submit`, on a gateway with `drive: false`. */
export async function enqueue(boss: BossLike, jobId: string): Promise<void> {
  await boss.send(queue, { jobId });
}
