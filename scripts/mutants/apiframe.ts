import type { Mutant } from './mutant.ts';
import { conformance } from './mutant.ts';

const provider = 'packages/provider-apiframe/src/apiframe-provider.ts';
const prepare = 'packages/provider-apiframe/src/prepare.ts';
const status = 'packages/provider-apiframe/src/to-task-status.ts';
const webhook = 'packages/provider-apiframe/src/webhook.ts';
const mustFail = [conformance.apiframe];

export const apiframeMutants: readonly Mutant[] = [
  {
    name: 'the idempotency key is dropped',
    file: prepare,
    find: "headers: { 'Idempotency-Key': attemptId },",
    replace: 'headers: {},',
    mustFail,
  },
  {
    name: 'every submit has a new idempotency key',
    file: provider,
    find: 'headers: prepared.headers,',
    replace: "headers: { ...prepared.headers, 'Idempotency-Key': crypto.randomUUID() },",
    mustFail,
  },
  {
    name: 'the traits deny that a submit is idempotent',
    file: 'packages/provider-apiframe/src/models.ts',
    find: 'idempotentSubmit: { windowMs: 24 * 60 * 60 * 1000 },',
    replace: 'idempotentSubmit: false,',
    mustFail,
  },
  {
    name: 'the id is not encoded',
    file: provider,
    find: 'encodeURIComponent(task.id)',
    replace: 'task.id',
    mustFail,
  },
  {
    name: 'the signature of a webhook is not checked',
    file: webhook,
    find: "if (!isSigned(body, headers['x-webhook-signature'] ?? '', keys)) {",
    replace: 'if (keys.length === 0) {',
    mustFail,
  },
  {
    name: 'a webhook is signed if any header of the form is there',
    file: webhook,
    find: 'return matches.includes(true);',
    replace: 'return matches.length > 0;',
    mustFail,
  },
  {
    name: 'a webhook signed with the hex form of the key is refused',
    file: webhook,
    find: "[digest, digest.toString('hex')]",
    replace: '[digest]',
    mustFail: ['packages/provider-apiframe/src/webhook.test.ts'],
  },
  {
    name: 'progress goes from 0 to 100',
    file: status,
    find: 'job.progress / 100',
    replace: 'job.progress',
    mustFail,
  },
  {
    name: 'a canceled job is a failed one',
    file: status,
    find: "return { ...facts, state: 'canceled' };",
    replace: "return { ...facts, state: 'failed', error: toTaskFailure(job) };",
    mustFail,
  },
  {
    name: 'an unknown state is called running',
    file: status,
    find: "return { ...facts, state: 'unrecognized' };",
    replace: "return { ...facts, state: 'running' };",
    mustFail,
  },
  {
    name: 'the end frame is swallowed',
    file: prepare,
    find: 'end_image: request.endFrame,',
    replace: '',
    mustFail,
  },
  {
    name: 'the key is also sent in another header',
    file: provider,
    find: "authorize: (key) => ({ 'x-api-key': key }),",
    replace: "authorize: (key) => ({ 'x-api-key': key, 'x-client': key }),",
    mustFail,
  },
  {
    name: 'a 400 about the cfg field teaches nothing',
    file: provider,
    find: "guidanceField = 'guidance_scale';",
    replace: '',
    mustFail: ['packages/provider-apiframe/test/exchange.test.ts'],
  },
  {
    name: 'a balance that cannot be read is 0',
    file: 'packages/provider-apiframe/src/wire.ts',
    find: 'team: z.object({ credits }).nullable()',
    replace: 'team: z.object({ credits }).nullable().default({ credits: 0 })',
    mustFail,
  },
  {
    name: 'every failure is the vendor’s own',
    file: 'packages/provider-apiframe/src/to-error.ts',
    find: "if (contentWords.test(said)) return 'content-rejected';\n  if (balanceWords",
    replace: 'if (balanceWords',
    mustFail,
  },
];
