import { createFalSimulator } from '@vidgate/simulator';
import { describeProvider } from '@vidgate/testkit/contract';
import { createFal } from '../src/index.ts';

describeProvider('fal', {
  createProvider: createFal,
  createVendor: createFalSimulator,
  authorization: (key) => ({ name: 'authorization', value: `Key ${key}` }),
  environmentVariable: 'FAL_API_KEY',
  oddTaskIds: ['request 1/2?a=b&c#d%20+é'],
  readsOfEnd: 2,
  lacks: ['envelope-error', 'task-canceled'],
  failures: [
    { vendor: { code: 'content_policy_violation' }, code: 'content-rejected' },
    { vendor: { code: 'image_load_error' }, code: 'invalid-request' },
    { vendor: { code: 'no_media_generated' }, code: 'generation-failed' },
  ],
});
