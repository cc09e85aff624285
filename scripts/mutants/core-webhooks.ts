import type { Mutant } from './mutant.ts';

const handle = 'packages/core/src/engine/handle-webhook.ts';
const url = 'packages/core/src/engine/to-callback-url.ts';
const webhooksTest = 'packages/core/test/webhooks.test.ts';
const unknownTest = 'packages/core/test/unknown-submit.test.ts';

/** Bugs in how reports of vendors are received: anybody may send one. */
export const webhookMutants: readonly Mutant[] = [
  {
    name: 'any token of the right length is taken',
    file: handle,
    find: 'return difference === 0;',
    replace: 'return true;',
    mustFail: [webhooksTest],
  },
  {
    name: 'what a report says is believed unread',
    file: handle,
    find: 'const { task, status } = await readTaskFor(attempt, taskId, provider, context);',
    replace:
      'const task = provider.taskFromId(taskId, attempt.model);\n  const status = { cost: undefined };',
    mustFail: [webhooksTest],
  },
  {
    name: 'a body without end is read',
    file: handle,
    find: '    if (length > maxBodyBytes) return undefined;\n',
    replace: '',
    mustFail: [webhooksTest],
  },
  {
    name: 'a report of a foreign task wakes the job',
    file: handle,
    find: 'return attempt.task?.id === taskId ? job.id : undefined;',
    replace: 'return job.id;',
    mustFail: [webhooksTest],
  },
  {
    name: 'a forged signature is answered like a good one',
    file: handle,
    find: "if (code === 'authentication') return answer(401);",
    replace: "if (code === 'authentication') return answer(200);",
    mustFail: [webhooksTest],
  },
  {
    name: 'anything but a POST counts as a report',
    file: handle,
    find: "request.method === 'POST' ? await findTarget(request.url, context) : undefined",
    replace: 'await findTarget(request.url, context)',
    mustFail: [webhooksTest],
  },
  {
    name: 'who is not answered just now is told that all is well',
    file: handle,
    find: '    return answer(503);',
    replace: '    return answer(200);',
    mustFail: [webhooksTest],
  },
  {
    name: 'a report does not settle a submit in doubt',
    file: handle,
    find: '(isNews(now, accepted) ? [accepted] : [])',
    replace: '(isNews(now, accepted) ? [] : [])',
    mustFail: [webhooksTest],
  },
  {
    name: 'a report of an attempt that was given up is passed over',
    file: handle,
    find: "const open = attempt.task === undefined || attempt.state === 'abandoned';",
    replace: 'const open = isLive(attempt.state);',
    mustFail: [unknownTest],
  },
  {
    name: 'the callback address has no token',
    file: url,
    find: 'token}`;',
    replace: 'jobId.slice(0, 1)}`;',
    mustFail: [webhooksTest],
  },
];
