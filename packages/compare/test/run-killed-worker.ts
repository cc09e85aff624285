// A comparison in a process of its own, for `run-killed.test.ts`, which kills it.
import { createAimlapi } from '@vidgate/provider-aimlapi';
import { createApiframe } from '@vidgate/provider-apiframe';
import { z } from 'zod';
import { runComparison } from '../src/run/run-comparison.ts';
import { fakeMeasures, sharedFastPorts } from './run-setup.ts';

const vendorSchema = z.object({ baseUrl: z.string(), apiKey: z.string() });

const { folder, since, allowHosts, apiframe, aimlapi } = z
  .object({
    folder: z.string(),
    since: z.number(),
    allowHosts: z.array(z.string()),
    apiframe: vendorSchema,
    aimlapi: vendorSchema,
  })
  .parse(JSON.parse(process.argv[2] ?? '{}'));

const run = await runComparison(
  {
    folder,
    requests: [
      { id: 'ridge', prompt: 'dawn breaks over the ridge' },
      { id: 'rain', prompt: 'rain on a tin roof', duration: 10 },
    ],
    providers: [createApiframe(apiframe), createAimlapi(aimlapi)],
    repeats: 3,
    maxUsd: 20,
    ports: sharedFastPorts(since),
    gateway: { download: { allowHosts }, heartbeatMs: 10_000 },
    onProgress: ({ type, sample }) => process.stdout.write(`${type} ${sample.id}\n`),
  },
  fakeMeasures,
);
process.stdout.write(`over ${run.finishedAt === undefined ? 'early' : 'whole'}\n`);
