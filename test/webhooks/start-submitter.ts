import { fork } from 'node:child_process';
import { createJournal } from './journal.ts';
import type { World } from './setup-world.ts';
import type { SubmitterMessage, SubmitterSettings } from './submitter-messages.ts';
import { submitterMessageSchema } from './submitter-messages.ts';

/** Another process, which submits to the world's vendor on the world's ledger. */
export interface Submitter extends AsyncDisposable {
  /** The jobs it submits: the second one as soon as the first is accepted. */
  readonly jobIds: Promise<readonly string[]>;
  readonly messages: readonly SubmitterMessage[];
  /** Ends it between any two instructions. */
  kill(): Promise<void>;
  /** Resolves when it has ended, with its exit code or the signal that ended it. */
  readonly ended: Promise<number | string | null>;
}

export function startSubmitter({ vendor, hooks, file, clock }: World): Submitter {
  const settings: SubmitterSettings = {
    vendor: vendor.name,
    apiKey: vendor.apiKey,
    baseUrl: vendor.baseUrl,
    file,
    webhooks: hooks.baseUrl,
    now: clock.now(),
  };
  const child = fork(new URL('submitter.ts', import.meta.url), [JSON.stringify(settings)], {
    execArgv: ['--conditions=@vidgate/source', '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const { entries, add, until } = createJournal<SubmitterMessage>();
  child.on('message', (message) => add(submitterMessageSchema.parse(message)));
  const ended = new Promise<number | string | null>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? code));
  });
  const submitted = (): readonly string[] =>
    entries.filter(({ type }) => type === 'submitted').map(({ jobId }) => jobId);
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  return {
    jobIds: Promise.race([until(() => submitted().length === 2), ended]).then(submitted),
    messages: entries,
    ended,
    kill,
    [Symbol.asyncDispose]: kill,
  };
}
