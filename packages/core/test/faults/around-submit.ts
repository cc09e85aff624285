import type { JobEventType, Ledger, VideoProvider } from '@vidgate/core';

/** Does something as soon as the first such event is durable, before whoever stored it hears of that. */
export function onFirst(
  eventType: JobEventType,
  inner: Ledger,
  act: () => void | Promise<void>,
): Ledger {
  let isFirst = true;
  return {
    shared: inner.shared,
    load: (jobId) => inner.load(jobId),
    find: (topic, query) => inner.find(topic, query),
    close: () => inner.close(),
    async commit(change: Parameters<Ledger['commit']>[0]) {
      await inner.commit(change);
      const isMeant = 'events' in change && change.events.some(({ type }) => type === eventType);
      if (!isMeant || !isFirst) return;
      isFirst = false;
      await act();
    },
  };
}

/** Does something before a submit is on its way, and after its answer has come. */
export function aroundSubmit(
  provider: VideoProvider,
  acts: { readonly before?: () => void | Promise<void>; readonly after?: () => void },
): void {
  const submit = provider.submit.bind(provider);
  Object.assign(provider, {
    async submit(...call: Parameters<typeof submit>) {
      await acts.before?.();
      const accepted = await submit(...call);
      acts.after?.();
      return accepted;
    },
  });
}
