import type { Mutant } from './mutant.ts';
import { conformance } from './mutant.ts';

const provider = 'packages/provider-apixo/src/apixo-provider.ts';
const prepare = 'packages/provider-apixo/src/prepare.ts';
const status = 'packages/provider-apixo/src/to-task-status.ts';
const mustFail = [conformance.apixo];

export const apixoMutants: readonly Mutant[] = [
  {
    name: 'the status path lacks the model',
    file: provider,
    find: 'path: `statusTask/$',
    replace: 'path: `statusTask?model=$',
    mustFail,
  },
  {
    name: 'an error in an HTTP 200 is overlooked',
    file: 'packages/provider-apixo/src/to-error.ts',
    find: 'const status = httpOk ? (envelope?.code ?? httpStatus) : httpStatus;',
    replace: 'const status = httpStatus;',
    mustFail,
  },
  {
    name: 'the end frame is swallowed',
    file: prepare,
    find: '[startFrame, endFrame].filter(',
    replace: '[startFrame].filter(',
    mustFail,
  },
  {
    name: 'a cfg of 0 is not sent',
    file: prepare,
    find: 'cfg_scale: request.cfgScale,',
    replace: 'cfg_scale: request.cfgScale || undefined,',
    mustFail,
  },
  {
    name: 'a callback URL is sent, but no callback is asked for',
    file: prepare,
    find: "request_type: callbackUrl === undefined ? 'async' : 'callback',",
    replace: "request_type: 'async',",
    mustFail,
  },
  {
    name: 'an unknown state is a failed task',
    file: status,
    find: "return { ...facts, state: 'unrecognized' };",
    replace: "return { ...facts, state: 'failed', error: toTaskFailure(data) };",
    mustFail,
  },
  {
    name: 'a success without a video is a failed task',
    file: status,
    find: "return { ...facts, state: 'succeeded', assets: toAssets(data.resultJson, polled) };",
    replace:
      "return data.resultJson?.includes('http') ? { ...facts, state: 'succeeded', assets: toAssets(data.resultJson, polled) } : { ...facts, state: 'failed', error: toTaskFailure(data) };",
    mustFail,
  },
  {
    name: 'an asset’s error is called rejected',
    file: status,
    find: "outcome: 'accepted',",
    replace: "outcome: 'rejected',",
    mustFail,
  },
  {
    name: 'a failed task is said to be free, which no document says',
    file: 'packages/provider-apixo/src/to-error.ts',
    find: "charged: 'unknown',",
    replace: "charged: 'no',",
    mustFail,
  },
  {
    name: 'the key is sent to where the result lies',
    file: provider,
    find: 'return toTaskStatus(body.data, { provider: id, taskId: task.id });',
    replace: `const told = toTaskStatus(body.data, { provider: id, taskId: task.id });
      if (told.state === 'succeeded') {
        const headers = { authorization: \`Bearer \${settings.apiKey}\` };
        await (settings.fetch ?? fetch)(told.assets[0].url, { method: 'HEAD', headers });
      }
      return told;`,
    mustFail,
  },
  {
    name: 'a poll looks at the balance too',
    file: provider,
    find: 'return toTaskStatus(body.data, { provider: id, taskId: task.id });',
    replace:
      'await this.account?.balance?.(options);\n      return toTaskStatus(body.data, { provider: id, taskId: task.id });',
    mustFail,
  },
  {
    name: 'the adapter itself sends a submit that failed once more',
    file: provider,
    find: 'const route = routeOf(prepared);',
    replace: `const route = routeOf(prepared);
      if (prepared.route !== undefined) {
        return await this.submit({ ...prepared, route: undefined }, options).catch(() =>
          this.submit({ ...prepared, route: undefined }, options),
        );
      }`,
    mustFail,
  },
  {
    name: 'the key is read from a variable of another name',
    file: provider,
    find: "environmentVariable: 'APIXO_API_KEY',",
    replace: "environmentVariable: 'APIXO_KEY',",
    mustFail,
  },
  {
    name: 'the traits promise a shorter submit than is waited for',
    file: provider,
    find: 'const traits = { ...apixoTraits, submitTimeoutMs: timeoutMs };',
    replace: 'const traits = apixoTraits;',
    mustFail,
  },
];
