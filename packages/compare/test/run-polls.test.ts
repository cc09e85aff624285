import type { TaskRef, TaskStatus, VideoProvider } from '@vidgate/core';
import { createTestClock, fakeProvider } from '@vidgate/testkit';
import { expect, test } from 'vitest';
import { createPollWatch } from '../src/run/watch-polls.ts';

test('status reads are seen by task, those that fail too, and answer as they would', async () => {
  const clock = createTestClock(0);
  const provider = fakeProvider({ clock, runMs: 30_000 });
  const watch = createPollWatch(clock);
  const watched = watch.watched(provider);
  const prepared = watched.prepare(
    {
      prompt: 'dawn',
      model: 'kling-2.5-turbo-pro',
      duration: 5,
      metadata: {},
      providerOptions: {},
    },
    { attemptId: 'a' },
  );
  const { task } = await watched.submit(prepared);
  provider.onNextPoll({ do: 'throw', code: 'unavailable' });
  await expect(watched.poll(task)).rejects.toMatchObject({ code: 'unavailable' });
  await clock.advance(5_000);
  expect(await watched.poll(task)).toMatchObject({ state: 'running' });
  await clock.advance(30_000);
  expect(await watched.poll(task)).toMatchObject({ state: 'succeeded' });
  expect(watch.pollsOf('fake', task.id)).toEqual([
    { at: 0, state: 'error' },
    { at: 5_000, state: 'running' },
    { at: 35_000, state: 'succeeded' },
  ]);
  expect(watch.pollsOf('other', task.id)).toEqual([]);
});

test('nothing else of a provider changes: it has the same parts, and no others', () => {
  const { watched } = createPollWatch({ now: () => 0 });
  const plain = fakeProvider({ id: 'plain' });
  const rich = fakeProvider({
    id: 'rich',
    upload: true,
    findable: true,
    traits: { webhooks: 'signed' },
  });
  const parts = ['findTask', 'parseWebhook', 'upload'];
  expect(parts.filter((part) => part in watched(plain))).toEqual([]);
  expect(parts.filter((part) => part in watched(rich))).toEqual(parts);
  for (const name of ['id', 'vendor', 'traits', 'offers', 'optionsSchema', 'account'] as const) {
    expect(watched(rich)[name]).toBe(rich[name]);
  }
});

test('an adapter that is an instance of a class keeps its self', async () => {
  const template = fakeProvider({});
  class Adapter implements VideoProvider {
    readonly id = 'own';
    readonly vendor = 'own';
    readonly traits = template.traits;
    readonly offers = template.offers;
    readonly optionsSchema = template.optionsSchema;
    readonly #state: TaskStatus['state'] = 'running';
    prepare = template.prepare;
    submit = template.submit;
    taskFromId(id: string, model: string): TaskRef {
      return { id: `${this.id}-${id}`, model };
    }
    async upload() {
      return { url: `https://${this.#state}.invalid/` };
    }
    async poll(): Promise<TaskStatus> {
      return { state: this.#state, vendorState: this.id } as TaskStatus;
    }
  }
  const watched = createPollWatch({ now: () => 0 }).watched(new Adapter());
  expect(watched.taskFromId('1', 'm')).toEqual({ id: 'own-1', model: 'm' });
  expect(await watched.poll({ id: '1', model: 'm' })).toEqual({
    state: 'running',
    vendorState: 'own',
  });
  const media = { sha256: '', mediaType: 'image/png', bytes: new Uint8Array() };
  expect(await watched.upload?.(media)).toEqual({ url: 'https://running.invalid/' });
});
