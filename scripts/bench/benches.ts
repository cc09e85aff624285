import type { Figure } from './figure.ts';
import { benchJobs } from './jobs.ts';
import { benchLoad } from './load.ts';
import { benchLostAnswers } from './lost-answers.ts';
import { benchMemory } from './memory.ts';
import { benchPolling } from './polling.ts';
import { benchRouting } from './routing.ts';
import { benchSize } from './size.ts';

export interface Bench {
  readonly title: string;
  /** What its figures mean, for the page. */
  readonly meaning: string;
  readonly run: (args: readonly string[]) => Promise<readonly Figure[]>;
  /** Its sizes where all benches are run, so that the whole ends in some ten minutes. */
  readonly argsInAll: readonly string[];
}

export const benches: Readonly<Record<string, Bench>> = {
  jobs: {
    title: 'What a job costs',
    meaning: `The same job, from submit to success, by five ways: \`fetch\` alone, our adapter in a loop written
by hand, the AI SDK's \`experimental_generateVideo\` (all defaults but the pause between polls) with a
model written by hand, and the gateway with each ledger. The vendor runs in a process of its own, each
task takes 0.3 s, all poll each 0.1 s, nobody downloads the file. *Of the loop* is the time against our
adapter in the loop, *CPU* the processor time of one job in this process, *requests* how many arrived
at the vendor per job. The adapter opens a new connection for each paid call, since a stale one of a
pool would leave its outcome unknown; \`fetch\` and the AI SDK use pooled ones. Durable jobs per second:
from submit to success with every step on the disk, the vendor being in memory and done at once.`,
    run: benchJobs,
    argsInAll: ['256', '5'],
  },
  'lost-answers': {
    title: 'What a lost answer costs',
    meaning: `The vendor accepts the paid call and the answer does not arrive. *Submits* and *charges* stand on the
vendor's bill for that one job. *As it comes*: all defaults (AI SDK: \`maxRetries\` 2; vidgate: polling,
\`onUnknownSubmit: 'hold'\`, but for 3 s instead of 15 min until a doubt that nothing settles is held).
The model for the AI SDK is made with the SDK's own helpers, starts in \`doStart\` and passes the SDK's
idempotency key on; APIXO has nowhere to put it, Apiframe charges a repeated key once. A held job is
kept with all that is known and is finished by late evidence or by a person; nothing is sent again.`,
    run: benchLostAnswers,
    argsInAll: [],
  },
  memory: {
    title: 'Many jobs in flight',
    meaning: `Jobs are brought to a vendor that never finishes, more and more of them. *Bytes per job* is what the
heap and its buffers have grown by, per job, after a collection (less than 256 KiB in all is noise);
*CPU of one more* is the processor time of a further job from submit to success while all the others are
in flight, *its ms* how long such a job takes when 50 of them run at once. Flat columns mean that the
number of jobs in flight does not matter.`,
    run: benchMemory,
    argsInAll: ['100000'],
  },
  polling: {
    title: 'When tasks are polled',
    meaning: `*Polls per job* and the mean *delay* from a task's end to the poll that sees it, for our schedule after
so many tasks, for what the vendors document, and for the best that any schedule could do which knows
the distribution. *Objective* is the delay plus a second for every poll; *x bound* is that against the
best. The latencies are assumed log-normal from the documents' ranges.`,
    run: benchPolling,
    argsInAll: [],
  },
  routing: {
    title: 'Choosing providers',
    meaning: `Each \`sort\` and some simpler ways to route go through the same seeded outages on a virtual clock: what
a video costs, how many are there within ten minutes, how many jobs were charged twice or are held. The
oracle knows the faults and keeps the same rule about money. This is a small run, in which a few faults
decide; the aims are meant for the full one of 200,000 jobs, \`npx -y pnpm@12 bench routing\`.`,
    run: benchRouting,
    argsInAll: ['20000'],
  },
  load: {
    title: 'Loading a package',
    meaning: `How long a fresh process takes that imports an entry, from the built files, as the median of several
that take turns with an empty process; the last column is what the import itself adds.`,
    run: benchLoad,
    argsInAll: ['7'],
  },
  size: {
    title: 'The size of a package',
    meaning: `Each entry by itself, bundled by esbuild for Node and minified: its own code with and without gzip,
then (gzipped) together with all that it needs, and the names of what it needs.`,
    run: benchSize,
    argsInAll: [],
  },
};
