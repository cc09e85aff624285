import type { ComparisonReport } from '../comparison-report.ts';
import { toChangeLines } from './to-markdown-changes.ts';
import { toDetailSections } from './to-markdown-details.ts';
import { toFigureLines } from './to-markdown-figures.ts';
import { toPlain } from './to-markdown-text.ts';
import { plural, toDate, toUsd } from './units.ts';

/**
 * Writes a report as GitHub's Markdown, short enough for a pull request: a table of the providers, then
 * what failed, was left out or applied otherwise, and what has changed.
 *
 * Prompts and messages, which others wrote, cannot break out of their place: nothing in them is markup.
 */
export function toMarkdown(report: ComparisonReport): string {
  const { run } = report;
  const sections = [
    [`# Comparison ${toPlain(run.id)}`],
    ...toNotices(report),
    [describeRun(report)],
    ...toFigureLines(report),
    ...toChangeLines(report),
    ...toDetailSections(report),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** What nobody may overlook, each as a block of its own. */
function toNotices({ run }: ComparisonReport): readonly (readonly string[])[] {
  const open = run.samples.filter(({ state }) => state === 'pending').length;
  const early = run.endedEarly === undefined ? '' : ` It ended early: ${toPlain(run.endedEarly)}.`;
  const isPartial = open > 0 || run.endedEarly !== undefined || run.finishedAt === undefined;
  const progress = `${open} of ${plural(run.samples.length, 'sample')} ${open === 1 ? 'is' : 'are'} not over.`;
  return [
    ...(run.simulated
      ? [
          [
            '> **SIMULATED**: the providers were simulated ones. No money was spent; no price, time or',
            '> video here says anything of the vendors.',
          ],
        ]
      : []),
    ...(isPartial ? [[`> **PARTIAL**: ${progress}${early}`]] : []),
  ];
}

function describeRun({ run }: ComparisonReport): string {
  const counts = [
    plural(run.requests.length, 'request'),
    plural(run.providers.length, 'provider'),
    plural(run.repeats, 'repeat'),
  ].join(' × ');
  return `${counts}, at most ${toUsd(run.maxUsd * 1_000_000)} in all, begun ${toDate(run.createdAt)}, seed ${run.seed}.`;
}
