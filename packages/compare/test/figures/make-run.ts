import type { Clip, ComparisonRun, Sample, Timing } from '../../src/comparison-run.ts';

/** A sample of `apixo` that succeeded, with nothing that a test does not ask for. */
export function makeSample(sample: Partial<Sample> = {}): Sample {
  const { provider = 'apixo', requestId = 'dawn', repeat = 1 } = sample;
  return {
    id: `${requestId}/${provider}/${repeat}`,
    requestId,
    provider,
    repeat,
    order: 0,
    state: 'succeeded',
    submittedAt: 1_000,
    adaptations: [],
    polls: 2,
    ...sample,
  };
}

/** As many samples as there are changes, counted as repeats. */
export function makeSamples(changes: readonly Partial<Sample>[]): readonly Sample[] {
  return changes.map((change, index) => makeSample({ repeat: index + 1, ...change }));
}

export function makeRun(
  samples: readonly Sample[],
  run: Partial<ComparisonRun> = {},
): ComparisonRun {
  const providers = [...new Set(samples.map(({ provider }) => provider))];
  const requests = [...new Set(samples.map(({ requestId }) => requestId))];
  return {
    format: 'vidgate-comparison-1',
    id: 'run-1',
    createdAt: Date.UTC(2026, 10, 21, 10),
    finishedAt: Date.UTC(2026, 10, 21, 11),
    seed: 7,
    repeats: 1,
    concurrency: 1,
    maxUsd: 5,
    simulated: false,
    requests: requests.map((id) => ({
      id,
      prompt: 'dawn breaks over the ridge',
      model: 'kling-2.5-turbo-pro',
      durationSeconds: 5,
    })),
    providers: providers.map((id) => ({ id, vendor: id })),
    leftOut: [],
    samples,
    votes: [],
    ...run,
  };
}

export function makeClip(clip: Partial<Clip> = {}): Clip {
  return {
    file: `clips/${'a'.repeat(64)}.mp4`,
    sha256: 'a'.repeat(64),
    bytes: 1_000,
    plays: true,
    durationSeconds: 5,
    ...clip,
  };
}

export function makeTiming(totalMs: number, timing: Partial<Timing> = {}): Timing {
  return { totalMs, basis: 'vendor', resolutionMs: 0, ...timing };
}
