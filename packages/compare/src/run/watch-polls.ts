import type { Clock, TaskStatus, VideoProvider } from '@vidgate/core';

/** What one status read of a task said. */
export interface SeenPoll {
  /** When its answer was there, in milliseconds since the epoch. */
  readonly at: number;
  /** `error`: the state could not be read. */
  readonly state: TaskStatus['state'] | 'error';
}

/** Sees the status reads that this process makes. */
export interface PollWatch {
  /** The same provider, whose status reads are seen. */
  watched(provider: VideoProvider): VideoProvider;
  /** The reads of one task, oldest first. */
  pollsOf(provider: string, taskId: string): readonly SeenPoll[];
}

export function createPollWatch(clock: Pick<Clock, 'now'>): PollWatch {
  const seen = new Map<string, SeenPoll[]>();
  const toKey = (provider: string, taskId: string): string => JSON.stringify([provider, taskId]);
  const note = (key: string, state: SeenPoll['state']): void => {
    const polls = seen.get(key) ?? [];
    polls.push({ at: clock.now(), state });
    seen.set(key, polls);
  };
  return {
    pollsOf: (provider, taskId) => seen.get(toKey(provider, taskId)) ?? [],
    watched(provider) {
      return {
        ...delegate(provider),
        async poll(task, options) {
          const key = toKey(provider.id, task.id);
          try {
            const status = await provider.poll(task, options);
            note(key, status.state);
            return status;
          } catch (error) {
            note(key, 'error');
            throw error;
          }
        },
      };
    },
  };
}

/** By its methods, not by a copy: an adapter may be an instance of a class. */
function delegate(provider: VideoProvider): Omit<VideoProvider, 'poll'> {
  const { findTask, parseWebhook, upload, account } = provider;
  return {
    id: provider.id,
    vendor: provider.vendor,
    traits: provider.traits,
    offers: provider.offers,
    optionsSchema: provider.optionsSchema,
    prepare: (request, context) => provider.prepare(request, context),
    submit: (prepared, options) => provider.submit(prepared, options),
    taskFromId: (id, model) => provider.taskFromId(id, model),
    ...(findTask && { findTask: findTask.bind(provider) }),
    ...(parseWebhook && { parseWebhook: parseWebhook.bind(provider) }),
    ...(upload && { upload: upload.bind(provider) }),
    ...(account && { account }),
  };
}
