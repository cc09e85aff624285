import type { ComparisonReport } from '../comparison-report.ts';
import type { ComparedRequest, ComparisonRun, Sample } from '../comparison-run.ts';
import { toCode, toPlain } from './to-markdown-text.ts';
import { plural } from './units.ts';

/** What stands behind the figures, each section only where it has something to say. */
export function toDetailSections({ run }: ComparisonReport): readonly (readonly string[])[] {
  const sections = [
    ['Failures', toEnds(run, 'failed')],
    ['Held', toEnds(run, 'held')],
    ['Not sent, or not over', toEnds(run, 'pending')],
    ['Clips that are lost or do not play', toBrokenClips(run)],
    ['Frames that could not be compared', toUncompared(run)],
    ['Left out', toLeftOut(run)],
    ['Requested → applied', toAdaptations(run)],
    ['Requests', run.requests.map(describeRequest)],
  ] as const;
  return sections
    .filter(([, lines]) => lines.length > 0)
    .flatMap(([title, lines]) => [[`## ${title}`], lines.map((line) => `- ${line}`)]);
}

/** By provider and code, with the first of their messages: the others mostly say the same. */
function toEnds(run: ComparisonRun, state: Sample['state']): readonly string[] {
  const ended = run.samples.filter(
    // Samples of a run that goes on are pending without a reason, of which there is nothing to say.
    (sample) => sample.state === state && (state !== 'pending' || sample.code !== undefined),
  );
  return groupBy(ended, ({ provider, code = 'unknown' }) => `${provider}\n${code}`).map((group) => {
    const { provider, code = 'unknown' } = group[0];
    const message = group.find((sample) => sample.message !== undefined)?.message;
    const told = message === undefined ? '' : `, such as ${toCode(message)}`;
    return `${toPlain(provider)}: ${group.length} × ${toPlain(code)}${told}`;
  });
}

function toBrokenClips(run: ComparisonRun): readonly string[] {
  return run.samples.flatMap(({ id, state, clip, code, message }) => {
    if (state !== 'succeeded' || clip?.plays === true) return [];
    const problem = clip === undefined ? (message ?? code) : clip.problem;
    return problem === undefined ? [] : [`${toPlain(id)}: ${toCode(problem)}`];
  });
}

function toUncompared(run: ComparisonRun): readonly string[] {
  const lacking = run.samples.filter(({ fidelity }) => fidelity?.missing !== undefined);
  return groupBy(lacking, ({ provider, fidelity }) => `${provider}\n${fidelity?.missing}`).map(
    (group) => {
      const { provider, fidelity } = group[0];
      return `${toPlain(provider)}: ${plural(group.length, 'sample')}, ${toCode(fidelity?.missing ?? '')}`;
    },
  );
}

function toLeftOut(run: ComparisonRun): readonly string[] {
  return run.leftOut.map(
    ({ provider, requestId, reason, message }) =>
      `${toPlain(provider)}, ${toPlain(requestId)}: ${toPlain(reason)}, ${toCode(message)}`,
  );
}

/** Each once by provider and request: repeats are sent alike. */
function toAdaptations(run: ComparisonRun): readonly string[] {
  const lines = run.samples.flatMap(({ provider, requestId, adaptations }) =>
    adaptations.map(({ field, requested, applied, reason }) => {
      const sent = applied === null ? 'not sent' : toCode(String(applied));
      const change = `${toPlain(field)} ${toCode(String(requested))} → ${sent}`;
      return `${toPlain(provider)}, ${toPlain(requestId)}: ${change} (${toPlain(reason)})`;
    }),
  );
  return [...new Set(lines)];
}

function describeRequest(request: ComparedRequest): string {
  const parts = [
    toPlain(request.model),
    `${request.durationSeconds} s`,
    ...(request.aspectRatio === undefined ? [] : [toPlain(request.aspectRatio)]),
    ...(request.cfgScale === undefined ? [] : [`cfg ${request.cfgScale}`]),
    ...(request.startFrame === undefined ? [] : ['start frame']),
    ...(request.endFrame === undefined ? [] : ['end frame']),
  ];
  const without =
    request.negativePrompt === undefined ? '' : `, without ${toCode(request.negativePrompt)}`;
  return `${toPlain(request.id)}: ${toCode(request.prompt)}${without} (${parts.join(', ')})`;
}

function groupBy(
  samples: readonly Sample[],
  keyOf: (sample: Sample) => string,
): readonly (readonly [Sample, ...Sample[]])[] {
  const groups = new Map<string, [Sample, ...Sample[]]>();
  for (const sample of samples) {
    const group = groups.get(keyOf(sample));
    if (group === undefined) groups.set(keyOf(sample), [sample]);
    else group.push(sample);
  }
  return [...groups.values()];
}
