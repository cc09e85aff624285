import { createAimlapiSimulator } from '@vidgate/simulator';
import { describeProvider } from '@vidgate/testkit/contract';
import { createAimlapi } from '../src/index.ts';

describeProvider('AI/ML API', {
  createProvider: createAimlapi,
  createVendor: createAimlapiSimulator,
  authorization: (key) => ({ name: 'authorization', value: `Bearer ${key}` }),
  environmentVariable: 'AIMLAPI_API_KEY',
  oddTaskIds: ['60ac7c34:klingai/v2.5-turbo/pro/text-to-video', 'a b?c&d#e%20+é', 12345678],
  lacks: ['envelope-error'],
  failures: [
    { vendor: { code: 'ContentPolicyError', message: 'NSFW' }, code: 'content-rejected' },
    { vendor: { code: 'GenerationError', message: 'It failed' }, code: 'generation-failed' },
  ],
});
