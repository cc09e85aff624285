import type { ComparisonReport, ProviderSummary } from '../comparison-report.ts';
import type { BoundCheck } from './check-bound.ts';
import { checkBound } from './check-bound.ts';
import type { ComparisonRules, RuleName } from './comparison-rules.ts';
import { ruleNames } from './comparison-rules.ts';

/** Whether one provider keeps one rule. */
export interface RuleResult {
  /** Such as `costAtMost`; `providers` where the rules name a provider that the run does not have. */
  readonly rule: RuleName | 'providers';
  readonly provider: string;
  readonly ok: boolean;
  /** A sentence with the provider, the figure, its bound and how many samples there are. */
  readonly message: string;
}

/**
 * Holds a report against rules, in the order of its providers and of the rules.
 *
 * What cannot be told fails: a figure that no sample gives, an interval or a 95th percentile for which
 * there are too few, a rule for a provider that is not in the run.
 */
export function checkRules(
  report: ComparisonReport,
  rules: ComparisonRules,
): readonly RuleResult[] {
  const known = report.providers.map(({ provider }) => provider);
  const strangers = Object.keys(rules.providers ?? {}).filter((id) => !known.includes(id));
  return [
    ...report.providers.flatMap((summary) => checkProvider(summary, rules)),
    ...strangers.map((provider) => ({
      rule: 'providers' as const,
      provider,
      ok: false,
      message: `${provider}: there are rules for it, but the run has only ${known.join(', ')}`,
    })),
  ];
}

function checkProvider(summary: ProviderSummary, rules: ComparisonRules): readonly RuleResult[] {
  const { provider } = summary;
  const own = rules.providers?.[provider];
  return ruleNames.flatMap((rule) => {
    const bound = own?.[rule] ?? rules[rule];
    if (bound === undefined || own?.without?.includes(rule)) return [];
    const check = checkBound(
      summary,
      rule,
      typeof bound === 'number' ? { bound, by: 'value' } : bound,
    );
    return [toResult(rule, provider, check)];
  });
}

function toResult(rule: RuleName, provider: string, { kept, message }: BoundCheck): RuleResult {
  return { rule, provider, ok: kept === true, message };
}
