import type { ComparisonRun } from './comparison-run.ts';
import { measureFidelity } from './media/measure-fidelity.ts';
import { readClip } from './media/read-clip.ts';
import type { ComparisonSettings } from './run/comparison-settings.ts';
import { runComparison } from './run/run-comparison.ts';

/**
 * Asks every provider that can serve a request for the same video, `repeats` times each, and measures
 * what comes back, at what price and in what time.
 *
 * The samples run through one gateway on a ledger in the run's folder, so a run that is killed goes on
 * where it was, with the same call, and pays for nothing twice. Who cannot serve a request exactly as
 * it is asked is left out of it, with the reason; nobody's health decides anything.
 *
 * @returns the run, also where it ended early; a sample that failed is a result, not an error
 * @throws {TypeError} for wrong settings
 * @throws {VideoGatewayError} before anything is sent: `invalid-request`; `no-provider` where nobody
 *   can serve anything; `budget-exceeded` where the samples are quoted more than `maxUsd`;
 *   `configuration` for a folder that cannot be used or holds another run; `aborted` where `confirm`
 *   did not say `true`. Later: `ledger-unavailable`, `configuration` where nothing can be kept any
 *   more; the run can then be gone on with
 */
export async function compareProviders(settings: ComparisonSettings): Promise<ComparisonRun> {
  return await runComparison(settings, { readClip, measureFidelity });
}
