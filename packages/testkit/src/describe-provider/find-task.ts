import { expect, test } from 'vitest';
import { before, page, silence } from './network-faults.ts';
import type { ProviderHarness } from './provider-harness.ts';
import type { Rig } from './rig.ts';
import { createRig, required } from './rig.ts';

/** Looking for the task of a lost answer; without `findTask`, that there is none. */
export function describeFindTask(harness: ProviderHarness): void {
  if (createRig(harness).provider.findTask === undefined) {
    test('a lost task cannot be looked up here, and the provider does not pretend', () => {
      expect(createRig(harness).provider).not.toHaveProperty('findTask');
    });
    return;
  }

  test('a lost task is found once its vendor shows it, with one request per look', async () => {
    const rig = createRig(harness);
    const { task } = await rig.submit();
    const query = toQuery(rig, 'attempt-0001');
    const first = await find(rig, query);
    expect(first, 'contract: "surely" is never said of a task that exists').not.toEqual({
      absent: 'surely',
    });
    await rig.finishTasks();
    const found = await find(rig, query);
    expect(found).toMatchObject({ task: { id: task.id, model: task.model } });
    expect(rig.network.sent, 'contract: a look-up is one HTTP request').toHaveLength(3);
    if ('task' in found) expect(await rig.poll(found.task)).toMatchObject({ state: 'succeeded' });
  });

  test('a task that was never made is absent so far, just after its submit', async () => {
    const rig = createRig(harness);
    await rig.submit();
    expect(await find(rig, toQuery(rig, 'attempt-0002'))).toEqual({ absent: 'so-far' });
  });

  test.each([
    ['a 500', before(page(500)), 'unavailable'],
    ['a 401', before(page(401)), 'authentication'],
    ['a 200 page', before(page(200)), 'invalid-response'],
  ] as const)(
    'a look-up that meets %s throws: it is no proof of absence',
    async (_title, fault, code) => {
      const rig = createRig(harness);
      rig.network.next(fault);
      const error = await rig.failureOf(find(rig, toQuery(rig, 'attempt-0001')));
      expect(error).toMatchObject({ code, operation: 'look-up', outcome: 'unknown' });
    },
  );

  test('a look-up that is not answered times out', async () => {
    const rig = createRig(harness, { timeoutMs: 5_000 });
    rig.network.next(before(silence));
    const error = rig.failureOf(find(rig, toQuery(rig, 'attempt-0001')));
    await rig.clock.advance(5_000);
    expect(await error).toMatchObject({ code: 'timeout', outcome: 'unknown' });
  });
}

function toQuery(rig: Rig, attemptId: string) {
  const { model, route } = rig.prepare();
  return { attemptId, model, route, submittedAt: rig.clock.now() };
}

function find({ provider, clock }: Rig, query: ReturnType<typeof toQuery>) {
  return required(provider.findTask, 'findTask')(query, { clock });
}
