import type { ErrorRecord } from '../video-gateway-error.ts';
import { describeExclusions } from './describe-exclusions.ts';
import type { ExclusionReason } from './find-exclusion.ts';
import type { Plan } from './plan.ts';

const moneyReasons: readonly ExclusionReason[] = [
  'above-max-price',
  'above-allowance',
  'over-budget',
  'price-unknown',
];

/** Why a request that nobody can take is refused: for its price, or for what nobody offers. */
export function toNoProviderError(plan: Plan): ErrorRecord {
  const money = plan.excluded.some(({ reason }) => moneyReasons.includes(reason));
  return {
    code: money ? 'budget-exceeded' : 'no-provider',
    outcome: 'rejected',
    charged: 'no',
    message: `No provider can take this request. ${describeExclusions(plan)}`,
  };
}
