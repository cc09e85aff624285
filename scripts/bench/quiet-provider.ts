import type { ModelOffer, VideoProvider } from '@vidgate/core';
import { defaultModel } from '@vidgate/core';
import { z } from 'zod';
import { textOnly } from './text-only.ts';

/** Such a prompt's task is done when it is first polled; all others run for ever. */
export const doneAtOnce = 'done at once';
const doneTask = 'done-task';

/** A vendor in memory that keeps nothing itself, unlike the fakes of the tests. */
export interface QuietProvider extends VideoProvider {
  /** How many tasks that run for ever were polled. */
  readonly polled: number;
}

const offer: ModelOffer = {
  model: defaultModel,
  vendorModels: { textToVideo: 'quiet' },
  capabilities: textOnly,
  prices: [
    { duration: 5, usdMicros: 300_000, certainty: 'exact', source: 'settings', asOf: 'now' },
  ],
  latency: [],
};

export function createQuietProvider(): QuietProvider {
  let accepted = 0;
  let polled = 0;
  return {
    id: 'quiet',
    vendor: 'quiet',
    offers: [offer],
    optionsSchema: z.strictObject({}),
    traits: {
      idempotentSubmit: false,
      webhooks: 'none',
      failedTasksCharged: 'no',
      reportsCost: false,
      frameSources: ['url'],
      rejectedStatuses: [],
      limits: {},
    },
    get polled() {
      return polled;
    },
    prepare: ({ model, prompt, duration, aspectRatio }) => ({
      model,
      body: { prompt, duration, aspect_ratio: aspectRatio },
      headers: {},
      adaptations: [],
    }),
    async submit({ model, body }) {
      accepted += 1;
      const isDone = JSON.stringify(body).includes(doneAtOnce);
      return { task: { id: `${isDone ? doneTask : 'task'}-${accepted}`, model } };
    },
    async poll({ id }) {
      if (id.startsWith(doneTask)) {
        const assets = [{ url: `https://files.example/${id}` }] as const;
        return { state: 'succeeded', vendorState: 'done', assets };
      }
      polled += 1;
      return { state: 'running', vendorState: 'processing' };
    },
    taskFromId: (id, model) => ({ id, model }),
  };
}
