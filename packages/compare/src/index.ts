export { compareProviders } from './compare-providers.ts';
export type {
  ComparisonChange,
  ComparisonReport,
  Figure,
  ProviderSummary,
} from './comparison-report.ts';
export { comparisonReportSchema } from './comparison-report.ts';
export type { Clip, ComparisonRun, Fidelity, FrameFidelity } from './comparison-run.ts';
export { comparisonRunSchema } from './comparison-run.ts';
export { toReport } from './figures/to-report.ts';
export type { AskedPicture, FidelityOptions } from './media/measure-fidelity.ts';
export { measureFidelity } from './media/measure-fidelity.ts';
export { readClip } from './media/read-clip.ts';
export type { Answers } from './replay/answers.ts';
export type { Recording, RecordingSettings } from './replay/record-answers.ts';
export { recordAnswers } from './replay/record-answers.ts';
export type { Replay, ReplaySettings } from './replay/replay-answers.ts';
export { replayAnswers } from './replay/replay-answers.ts';
export type { HtmlOptions } from './report/to-html.ts';
export { toHtml } from './report/to-html.ts';
export { toJson } from './report/to-json.ts';
export { toMarkdown } from './report/to-markdown.ts';
export type { RuleResult } from './rules/check-rules.ts';
export { checkRules } from './rules/check-rules.ts';
export type { ComparisonRules, RuleName } from './rules/comparison-rules.ts';
export { comparisonRulesSchema } from './rules/comparison-rules.ts';
export { parseComparisonRules } from './rules/parse-comparison-rules.ts';
export { addVotes } from './run/add-votes.ts';
export type {
  ComparisonGatewaySettings,
  ComparisonProgress,
  ComparisonRequest,
  ComparisonSettings,
  EstimateSettings,
} from './run/comparison-settings.ts';
export type { ComparisonEstimate, ProviderEstimate } from './run/estimate.ts';
export { estimateComparison } from './run/estimate.ts';
export { loadRequests } from './run/load-requests.ts';
export { loadRules } from './run/load-rules.ts';
export { loadRun, saveRun } from './run/run-folder.ts';
export type { WriteReportsOptions } from './run/write-reports.ts';
export { writeReports } from './run/write-reports.ts';
