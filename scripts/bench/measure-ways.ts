import { median } from './median.ts';

/** One way to do the same work; counted where something else counts its requests. */
export type Way = () => Promise<void>;

export interface Measured {
  readonly ms: number;
  readonly cpuMs: number;
  /** Requests that arrived at the vendor. */
  readonly requests: number;
}

/**
 * The medians of several rounds. The ways take turns, so that a busy machine is busy for all; the
 * first round only warms up.
 */
export async function measureWays(
  ways: ReadonlyMap<string, Way>,
  rounds: number,
  countRequests: () => Promise<number>,
): Promise<ReadonlyMap<string, Measured>> {
  const results = new Map<string, Measured[]>([...ways.keys()].map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, way] of ways) {
      const measured = await measure(way, countRequests);
      if (round > 0) results.get(name)?.push(measured);
    }
  }
  return new Map([...results].map(([name, measured]) => [name, toMedians(measured)]));
}

async function measure(way: Way, countRequests: () => Promise<number>): Promise<Measured> {
  const before = await countRequests();
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await way();
  const ms = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  return { ms, cpuMs: (user + system) / 1000, requests: (await countRequests()) - before };
}

function toMedians(measured: readonly Measured[]): Measured {
  return {
    ms: median(measured.map(({ ms }) => ms)),
    cpuMs: median(measured.map(({ cpuMs }) => cpuMs)),
    requests: median(measured.map(({ requests }) => requests)),
  };
}

/** Does a job so many times, `workers` at once. */
export async function repeat(
  job: () => Promise<unknown>,
  { count, workers }: { readonly count: number; readonly workers: number },
): Promise<void> {
  let left = count;
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await job();
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
}
