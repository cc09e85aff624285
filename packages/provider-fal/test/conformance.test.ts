import { createFalSimulator } from '@vidgate/simulator';
import { describeProvider } from '@vidgate/testkit/contract';
import { createFal } from '../src/index.ts';

let vendor = createFalSimulator();

/**
 * The suite counts one request per poll, but fal keeps a task's state and how it ended apart: the
 * read of the end goes past the count. `exchange.test.ts` looks at what can become of it.
 */
function withoutEnds(counted: typeof fetch): typeof fetch {
  return async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    return await (/\/requests\/[^/]+$/.test(pathname) ? vendor.fetch : counted)(input, init);
  };
}

describeProvider('fal', {
  createProvider: (settings) =>
    createFal({ ...settings, fetch: settings.fetch && withoutEnds(settings.fetch) }),
  createVendor: (settings) => {
    vendor = createFalSimulator(settings);
    return vendor;
  },
  authorization: (key) => ({ name: 'authorization', value: `Key ${key}` }),
  environmentVariable: 'FAL_API_KEY',
  oddTaskIds: ['request 1/2?a=b&c#d%20+é'],
  lacks: ['envelope-error', 'task-canceled'],
  failures: [
    { vendor: { code: 'content_policy_violation' }, code: 'content-rejected' },
    { vendor: { code: 'image_load_error' }, code: 'invalid-request' },
    { vendor: { code: 'no_media_generated' }, code: 'generation-failed' },
  ],
});
