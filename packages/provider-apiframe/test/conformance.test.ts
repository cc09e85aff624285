import { createApiframeSimulator } from '@vidgate/simulator';
import { describeProvider } from '@vidgate/testkit/contract';
import { createApiframe } from '../src/index.ts';

describeProvider('Apiframe', {
  createProvider: createApiframe,
  createVendor: createApiframeSimulator,
  authorization: (key) => ({ name: 'x-api-key', value: key }),
  environmentVariable: 'APIFRAME_API_KEY',
  oddTaskIds: [],
  lacks: ['envelope-error'],
  failures: [
    { vendor: { message: 'Sensitive content detected' }, code: 'content-rejected' },
    { vendor: { message: 'Invalid image format' }, code: 'invalid-request' },
    { vendor: { message: 'No available capacity' }, code: 'generation-failed' },
  ],
});
