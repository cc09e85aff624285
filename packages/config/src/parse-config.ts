import { configSchema } from './config-schema.ts';
import { configurationError } from './configuration-error.ts';
import { describeProblems } from './describe-problems.ts';
import type { VidgateConfig } from './vidgate-config.ts';

/**
 * Checks what a file holds.
 *
 * @throws {VideoGatewayError} `configuration`, with a line for each problem
 */
export function parseConfig(input: unknown, source: string): VidgateConfig {
  const parsed = configSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = describeProblems(parsed.error, input);
  throw configurationError(problems.map((problem) => `${source}: ${problem}`).join('\n'));
}
