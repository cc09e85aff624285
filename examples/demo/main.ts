// The whole job against the simulated vendors: plan, fail over, follow, save. No key, no network.
import { mkdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createGateway, formatUsd, memoryLedger } from '@vidgate/core';
import ora from 'ora';
import { describeUpdate } from './describe-update.ts';
import { formatPlan } from './print-plan.ts';
import { startBucket } from './start-bucket.ts';
import { startVendors } from './start-vendors.ts';

const startedAt = performance.now();
const folder = resolve(process.argv[2] ?? 'out');
const path = resolve(folder, 'ridge.mp4');

// Before anything is spent: a video that cannot be saved should not be made.
await mkdir(folder, { recursive: true });
const runMs = 6_000;
const vendors = await startVendors(runMs);
await using bucket = await startBucket();
await using gateway = createGateway({
  providers: vendors.map(({ provider }) => provider),
  ledger: memoryLedger(),
  routing: { sort: 'price', maxUsd: 0.5 },
  // The simulated vendors finish in seconds, so they are asked more often than real ones.
  polling: { firstDelayMs: 500, intervalMs: 500 },
  staging: bucket.stage,
  download: { allowHosts: vendors.map(({ server }) => new URL(server.url).host) },
});

const frames = new URL('./frames/', import.meta.url);
const request = {
  prompt: 'Dawn breaks over the ridge: the moon becomes the sun, the lake catches fire.',
  startFrame: await readFile(new URL('night.png', frames)),
  endFrame: await readFile(new URL('day.jpg', frames)),
  duration: 5,
  cfgScale: 0.5,
};

console.log(`\n"${request.prompt}"\n5 s, from night.png to day.jpg. Planning spends nothing:\n`);
const plan = await gateway.plan(request);
console.log(formatPlan(plan));

const first = vendors.find(({ provider }) => provider.id === plan.candidates[0]?.provider);
await first?.server.close();
console.log(`
To see a failover, ${first?.provider.id}'s port is now closed. The vendors are simulated and take
${runMs / 1000} s for a clip; real ones take half a minute and more. Generating:
`);

const generatingSince = performance.now();
const spinner = ora({
  text: 'recorded',
  discardStdin: false,
  suffixText: () => `${((performance.now() - generatingSince) / 1000).toFixed(1)} s`,
}).start();
// In a pipe there is nothing to animate: then each thing that happens is one plain line.
const note = (line: string): void => {
  if (spinner.isEnabled)
    spinner.stopAndPersist({ symbol: '·', text: line }).start('following the job');
  else console.error(`· ${line}`);
};
try {
  const video = await gateway.generate(request, {
    onProgress(update) {
      const line = describeUpdate(update);
      if (line === undefined) return;
      // What may repeat stays on one line; what happened is kept.
      if (update.event.type === 'task-progress') spinner.text = line;
      else note(line);
    },
  });
  spinner.text = 'downloading';
  const saved = await video.save(path);
  spinner.succeed(`saved ${saved.bytes} bytes`);
  const { estimatedUsdMicros, chargedUsdMicros } = video.cost;
  const bills = vendors.map(
    ({ provider, simulator }) => `${provider.id} ${simulator.bill.charges}`,
  );
  console.log(`
provider  ${video.provider}
cost      ${chargedUsdMicros === undefined ? `${formatUsd(estimatedUsdMicros ?? 0)} quoted (${video.provider} does not report what it charged)` : formatUsd(chargedUsdMicros)}
charges   ${bills.join(', ')} (the simulated vendors' own bills)
time      ${((performance.now() - startedAt) / 1000).toFixed(1)} s
file      ${path}
`);
} catch (error) {
  spinner.fail(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await Promise.all(vendors.map(({ server }) => server.close()));
}
