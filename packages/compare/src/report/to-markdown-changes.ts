import type { ComparisonChange, ComparisonReport } from '../comparison-report.ts';
import { wordsOf } from './figure-words.ts';
import { writeFigure } from './to-markdown-figures.ts';
import { toPlain, toTable } from './to-markdown-text.ts';
import { toDate } from './units.ts';

/** What has changed against an earlier run; figures without a clear change are only named. */
export function toChangeLines({ against }: ComparisonReport): readonly (readonly string[])[] {
  if (against === undefined) return [];
  const { changes } = against;
  const changed = changes.filter(({ verdict }) => verdict === 'changed');
  const rows = changed.map(toRow);
  const others = [
    ...toOthers(changes, 'unclear', 'No clear change (the intervals overlap)'),
    ...toOthers(changes, 'too-few', 'Too few samples to say'),
  ];
  return [
    [`## Against ${toPlain(against.runId)} of ${toDate(against.createdAt)}`],
    rows.length === 0
      ? ['Nothing has clearly changed.']
      : toTable(['provider', 'figure', 'before', 'after'], rows),
    ...(others.length === 0 ? [] : [others]),
  ];
}

function toRow({ provider, figure, before, after }: ComparisonChange): readonly string[] {
  const { name, write } = wordsOf(figure);
  return [toPlain(provider), name, writeFigure(before, write), writeFigure(after, write)];
}

function toOthers(
  changes: readonly ComparisonChange[],
  verdict: ComparisonChange['verdict'],
  title: string,
): readonly string[] {
  const those = changes.filter((change) => change.verdict === verdict);
  return [...new Set(those.map(({ provider }) => provider))].map((provider) => {
    const own = those.filter((change) => change.provider === provider);
    const names = own.map(({ figure }) => wordsOf(figure).name).join(', ');
    return `- ${title}: ${toPlain(provider)}, ${names}`;
  });
}
