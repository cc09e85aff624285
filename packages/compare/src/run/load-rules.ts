import type { ComparisonRules } from '../rules/comparison-rules.ts';
import { parseComparisonRules } from '../rules/parse-comparison-rules.ts';
import { readDataFile } from './read-data-file.ts';

/**
 * Reads rules from a YAML or JSON file.
 *
 * @throws {VideoGatewayError} `invalid-request` where the file cannot be read, `configuration` with a
 *   line for each rule that is wrong
 */
export async function loadRules(path: string): Promise<ComparisonRules> {
  const { value } = await readDataFile(path);
  return parseComparisonRules(value, path);
}
