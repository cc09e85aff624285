import type { Mutant } from './mutant.ts';
import { conformance } from './mutant.ts';

const provider = 'packages/provider-fal/src/fal-provider.ts';
const exchange = 'packages/provider-fal/test/exchange.test.ts';

export const falMutants: readonly Mutant[] = [
  {
    name: 'a gateway’s error in place of a result is a failed task',
    file: 'packages/provider-fal/src/to-error.ts',
    find: "if (typeof detail === 'string' && errorType === undefined) return undefined;",
    replace: '',
    mustFail: [exchange],
  },
  {
    name: 'why a task failed is taken for a failure of the read',
    file: 'packages/provider-fal/src/read-end.ts',
    find: 'if (failure !== undefined) return { failure };',
    replace: '',
    mustFail: [conformance.fal],
  },
  {
    name: 'the sub-path of an endpoint is kept where its tasks are read',
    file: 'packages/provider-fal/src/queue-path.ts',
    find: ".split('/').slice(0, 2).join('/')",
    replace: '',
    mustFail: [exchange],
  },
  {
    name: 'the key is sent to wherever a stored route points',
    file: provider,
    find: "checkSubmitPath(prepared.route ?? '', { provider: id, outcome: 'rejected' })",
    replace: "prepared.route ?? ''",
    mustFail: [exchange],
  },
  {
    name: 'the duration is sent as a number',
    file: 'packages/provider-fal/src/prepare.ts',
    find: 'duration: String(request.duration),',
    replace: 'duration: request.duration,',
    mustFail: [conformance.fal],
  },
  {
    name: 'a callback URL is sent although no delivery could be verified',
    file: provider,
    find: 'verifier && context.callbackUrl',
    replace: 'context.callbackUrl',
    mustFail: [conformance.fal],
  },
];
