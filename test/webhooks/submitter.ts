// A process of its own that submits a job, and another one when the first is accepted; then it waits
// for the end of both and leaves, unless it is killed.
import type { Job } from '@vidgate/core';
import { createGateway, systemPorts } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import type { SubmitterMessage } from './submitter-messages.ts';
import { submitterSettingsSchema } from './submitter-messages.ts';
import { toProvider } from './to-provider.ts';

const settings = submitterSettingsSchema.parse(JSON.parse(process.argv[2] ?? ''));
const accepted = Promise.withResolvers<void>();
const gateway = createGateway({
  providers: [toProvider(settings.vendor, settings)],
  ledger: sqliteLedger(settings.file),
  webhooks: { baseUrl: settings.webhooks },
  ports: { ...systemPorts, now: () => settings.now },
  onEvent({ event }) {
    if (event.type === 'attempt-accepted') accepted.resolve();
  },
});
// Nobody is left to judge it.
process.once('disconnect', () => process.exit());

const first = await submit('dawn breaks over the ridge');
await accepted.promise;
const second = await submit('dusk falls on the ridge');
for (const jobId of [first, second]) tell('settled', await gateway.wait(jobId));
// Waits for a submit that is still under way.
await gateway.close();
process.disconnect();

async function submit(prompt: string): Promise<string> {
  const job = await gateway.submit({ prompt });
  tell('submitted', job);
  return job.id;
}

function tell(type: SubmitterMessage['type'], { id, state, attempts }: Job): void {
  const message: SubmitterMessage = { type, jobId: id, state, attempts: attempts.length };
  process.send?.(message);
}
