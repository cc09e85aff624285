// Without a name: all benches, in some ten minutes; `--write` puts what they print into
// docs/performance.md. With a name: that one, with arguments of its own.
import { benches } from './bench/benches.ts';
import { writePage } from './bench/performance-page.ts';
import { runAll } from './bench/run-all.ts';

const [name, ...args] = process.argv.slice(2);
const bench = name !== undefined && Object.hasOwn(benches, name) ? benches[name] : undefined;
if (bench !== undefined) {
  const figures = await bench.run(args);
  // Whoever runs all of them collects the figures.
  process.send?.(figures);
} else if (name === undefined || (name === '--write' && args.length === 0)) {
  const { sections, succeeded } = await runAll();
  if (!succeeded) process.exitCode = 1;
  else if (name === '--write') await writePage(sections, new Date());
} else {
  const names = Object.keys(benches).join(', ');
  console.error(`bench: got "${name}"; allowed: nothing, --write, or one of ${names}`);
  process.exitCode = 2;
}
