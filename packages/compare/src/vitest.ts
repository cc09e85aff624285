import { expect } from 'vitest';
import type { ComparisonReport, ProviderSummary } from './comparison-report.ts';
import type { Bound } from './rules/check-bound.ts';
import { checkBound } from './rules/check-bound.ts';
import type { RuleName } from './rules/comparison-rules.ts';

/** What a bound is held against: the measured `value`, or the worse end of its 95 % `interval`. */
export interface BoundOptions {
  /** @default 'value' */
  readonly by?: Bound['by'];
}

/**
 * What `import '@vidgate/compare/vitest'` adds to vitest's `expect`, for a provider's summary or for a
 * whole report, every provider of which has to pass.
 *
 * A figure that no sample gives fails either way, with `.not`, too: nothing was measured.
 */
export interface ComparisonMatchers<R = unknown> {
  /** The mean cost of a sample, charged where known, else quoted, is at most so many dollars. */
  toCostAtMost(usd: number, options?: BoundOptions): R;
  /** The median time of the samples that succeeded is at most so many seconds. */
  toFinishWithin(seconds: number, options?: BoundOptions): R;
  /** At least this share of the finished samples succeeded, from 0 to 1. */
  toSucceedAtLeast(share: number, options?: BoundOptions): R;
  /**
   * The mean structural similarity of the first frame, and of the last one, to the asked frames is at
   * least this, from -1 to 1. In a report every frame that was asked for must have been measured.
   */
  toKeepFrames(ssim: number, options?: BoundOptions): R;
  /** The charges are, as a share of the quotes, at most this far from them, such as 0.1. */
  toStayWithinQuote(share: number, options?: BoundOptions): R;
}

declare module 'vitest' {
  // The type parameters have to be those of vitest's own declaration.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown>
    extends ComparisonMatchers<R> {}
}

type Measured = ComparisonReport | ProviderSummary;
type RulesOf = (summary: ProviderSummary, received: Measured) => readonly RuleName[];

expect.extend({
  toCostAtMost: toMatcher('toCostAtMost', () => ['costAtMost']),
  toFinishWithin: toMatcher('toFinishWithin', () => ['medianSecondsAtMost']),
  toSucceedAtLeast: toMatcher('toSucceedAtLeast', () => ['successAtLeast']),
  toKeepFrames: toMatcher('toKeepFrames', toFrameRules),
  toStayWithinQuote: toMatcher('toStayWithinQuote', () => ['priceDriftAtMost']),
});

function toMatcher(name: string, rulesOf: RulesOf) {
  return (received: unknown, bound: number, options: BoundOptions = {}) => {
    if (!isMeasured(received)) {
      throw new TypeError(`${name} takes a comparison report or the summary of one provider.`);
    }
    if (!Number.isFinite(bound))
      throw new TypeError(`${name} takes a finite number, not ${bound}.`);
    const summaries = 'providers' in received ? received.providers : [received];
    if (summaries.length === 0) throw new TypeError(`${name}: the report has no provider.`);
    const checks = summaries.flatMap((summary) =>
      rulesOf(summary, received).map((rule) =>
        checkBound(summary, rule, { bound, by: options.by ?? 'value' }),
      ),
    );
    const untold = checks.filter(({ kept }) => kept === undefined);
    if (untold.length > 0) throw new Error(toLines(`${name} cannot be told`, untold));
    const broken = checks.filter(({ kept }) => kept === false);
    const pass = broken.length === 0;
    const title = pass ? `not.${name}: every figure is within the bound` : `${name}: out of bounds`;
    return { pass, message: () => toLines(title, pass ? checks : broken) };
  };
}

/** Without a report there is no telling what was asked: then what was measured counts. */
function toFrameRules(summary: ProviderSummary, received: Measured): readonly RuleName[] {
  const measured = {
    start: summary.startFidelity.value !== undefined,
    end: summary.endFidelity.value !== undefined,
  };
  const asked = 'run' in received ? toAskedFrames(received, summary.provider) : measured;
  const end = asked.end || measured.end;
  // With neither, the start frame's rule says that nothing was measured.
  const start = asked.start || measured.start || !end;
  return [
    ...(start ? (['startFidelityAtLeast'] as const) : []),
    ...(end ? (['endFidelityAtLeast'] as const) : []),
  ];
}

function toAskedFrames(
  { run }: ComparisonReport,
  provider: string,
): { readonly start: boolean; readonly end: boolean } {
  const requests = run.requests.filter(({ id }) =>
    run.samples.some((sample) => sample.provider === provider && sample.requestId === id),
  );
  return {
    start: requests.some(({ startFrame }) => startFrame !== undefined),
    end: requests.some(({ endFrame }) => endFrame !== undefined),
  };
}

function isMeasured(received: unknown): received is Measured {
  if (typeof received !== 'object' || received === null) return false;
  return ('providers' in received && 'run' in received) || 'successRate' in received;
}

function toLines(title: string, checks: readonly { readonly message: string }[]): string {
  return [title, ...checks.map(({ message }) => `  ${message}`)].join('\n');
}
