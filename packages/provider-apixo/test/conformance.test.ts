import { createApixoSimulator } from '@vidgate/simulator';
import { describeProvider } from '@vidgate/testkit/contract';
import { createApixo } from '../src/index.ts';

describeProvider('APIXO', {
  createProvider: createApixo,
  createVendor: createApixoSimulator,
  authorization: (key) => ({ name: 'authorization', value: `Bearer ${key}` }),
  environmentVariable: 'APIXO_API_KEY',
  oddTaskIds: ['task 1/2?a=b&c#d%20+é'],
  lacks: ['task-canceled'],
  failures: [
    { vendor: { code: 'SensitiveContentDetected' }, code: 'content-rejected' },
    { vendor: { code: 'CONTENT_VIOLATION' }, code: 'content-rejected' },
    { vendor: { code: 'PromptInvalid' }, code: 'invalid-request' },
    { vendor: { code: 'Upload error' }, code: 'invalid-request' },
    { vendor: { code: 'INSUFFICIENT_CREDITS' }, code: 'insufficient-balance' },
    { vendor: { code: 'RateLimited' }, code: 'generation-failed' },
    { vendor: { code: 'Unknown error' }, code: 'generation-failed' },
  ],
});
