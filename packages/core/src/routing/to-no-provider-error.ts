import type { ErrorRecord } from '../video-gateway-error.ts';
import { describeExclusions } from './describe-exclusions.ts';
import type { Plan } from './plan.ts';

/** Why a request that nobody can take is refused: for its price, or for what nobody offers. */
export function toNoProviderError(plan: Plan): ErrorRecord {
  const money = plan.excluded.some(
    ({ reason }) => reason === 'above-max-price' || reason === 'price-unknown',
  );
  return {
    code: money ? 'budget-exceeded' : 'no-provider',
    outcome: 'rejected',
    charged: 'no',
    message: `No provider can take this request. ${describeExclusions(plan)}`,
  };
}
