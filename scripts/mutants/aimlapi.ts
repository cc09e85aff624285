import type { Mutant } from './mutant.ts';
import { conformance } from './mutant.ts';

const provider = 'packages/provider-aimlapi/src/aimlapi-provider.ts';
const prepare = 'packages/provider-aimlapi/src/prepare.ts';
const status = 'packages/provider-aimlapi/src/to-task-status.ts';
const mustFail = [conformance.aimlapi];

export const aimlapiMutants: readonly Mutant[] = [
  {
    name: 'the id is not encoded',
    file: provider,
    find: "path: pathOf(task.route, 'accepted'),\n          searchParams: { generation_id: task.id },",
    replace: "path: pathOf(task.route, 'accepted') + '?generation_id=' + task.id,",
    mustFail,
  },
  {
    name: 'an id that is a number cannot be read',
    file: 'packages/provider-aimlapi/src/wire.ts',
    find: 'const taskId = z.union([z.string().min(1), z.int()]).transform(String);',
    replace: 'const taskId = z.string().min(1);',
    mustFail,
  },
  {
    name: 'an id that is too large a number becomes another task’s',
    file: 'packages/provider-aimlapi/src/wire.ts',
    find: 'const taskId = z.union([z.string().min(1), z.int()])',
    replace: 'const taskId = z.union([z.string().min(1), z.number()])',
    mustFail: ['packages/provider-aimlapi/src/wire.test.ts'],
  },
  {
    name: 'a task is polled on the other path',
    file: provider,
    find: "path: pathOf(task.route, 'accepted'),",
    replace: 'path: apiPaths.universal,',
    mustFail,
  },
  {
    name: 'an empty account is any 403',
    file: 'packages/provider-aimlapi/src/to-error.ts',
    find: "if (status === 403 && balanceWords.test(said)) return 'insufficient-balance';",
    replace: '',
    mustFail,
  },
  {
    name: 'every 403 is an empty account',
    file: 'packages/provider-aimlapi/src/to-error.ts',
    find: 'if (status === 403 && balanceWords.test(said))',
    replace: 'if (status === 403)',
    mustFail,
  },
  {
    name: 'a look-up without a hit is sure',
    file: 'packages/provider-aimlapi/src/to-found-task.ts',
    find: "return { absent: 'so-far' };",
    replace: "return { absent: 'surely' };",
    mustFail,
  },
  {
    name: 'a look-up takes the first row for ours',
    file: 'packages/provider-aimlapi/src/to-found-task.ts',
    find: 'rows.find((candidate) => candidate.client_request_id === attemptId)',
    replace: 'rows.at(0)',
    mustFail: ['packages/provider-aimlapi/src/to-found-task.test.ts'],
  },
  {
    name: 'our reference is not sent',
    file: prepare,
    find: "headers: { 'X-Client-Request-Id': attemptId },",
    replace: 'headers: {},',
    mustFail,
  },
  {
    name: 'a canceled generation is a failed one',
    file: status,
    find: "return { ...facts, cost: undefined, state: 'canceled' };",
    replace:
      "return { ...facts, cost: undefined, state: 'failed', error: toTaskFailure(generation) };",
    mustFail,
  },
  {
    name: 'an unknown state is a success',
    file: status,
    find: "return { ...facts, state: 'unrecognized' };",
    replace: "return { ...facts, state: 'succeeded', assets: toAssets(generation, polled) };",
    mustFail,
  },
  {
    name: 'credits are half as many to the dollar',
    file: 'packages/provider-aimlapi/src/to-cost.ts',
    find: 'const creditsPerDollar = 2_000_000;',
    replace: 'const creditsPerDollar = 1_000_000;',
    mustFail: ['packages/provider-aimlapi/src/to-cost.test.ts'],
  },
  {
    name: 'the cost is not passed on',
    file: provider,
    find: 'return toTaskStatus(body, { provider: id, taskId: task.id, cost });',
    replace:
      'return toTaskStatus(body, { provider: id, taskId: task.id, cost: cost && { usdMicros: 0 } });',
    mustFail,
  },
];
