import { VideoGatewayError } from '@vidgate/core';
import type { z } from 'zod';
import type { ComparisonRules } from './comparison-rules.ts';
import { comparisonRulesSchema } from './comparison-rules.ts';

/**
 * Checks what a file of rules holds; `source` is what its messages call it, such as `rules.yaml`.
 *
 * @throws {VideoGatewayError} `configuration`, with a line for each problem that names its place
 */
export function parseComparisonRules(input: unknown, source: string): ComparisonRules {
  const parsed = comparisonRulesSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap(describeIssue);
  throw new VideoGatewayError({
    code: 'configuration',
    message: problems.map((problem) => `${source}: ${problem}`).join('\n'),
  });
}

function describeIssue(issue: z.core.$ZodIssue): readonly string[] {
  const { path, message } = issue;
  const places =
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
  return places.map((place) => (place.length === 0 ? message : `${place.join('.')}: ${message}`));
}
