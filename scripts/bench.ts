import { benchJobs } from './bench/jobs.ts';
import { benchLoad } from './bench/load.ts';
import { benchMemory } from './bench/memory.ts';
import { benchPolling } from './bench/polling.ts';
import { benchRouting } from './bench/routing.ts';

const benches: Readonly<Record<string, () => Promise<void>>> = {
  jobs: benchJobs,
  load: benchLoad,
  memory: benchMemory,
  polling: benchPolling,
  routing: benchRouting,
};

const name = process.argv[2] ?? '';
const bench = benches[name];
if (bench === undefined) {
  console.error(`bench: got "${name}"; allowed: ${Object.keys(benches).join(', ')}`);
  process.exitCode = 2;
} else {
  await bench();
}
