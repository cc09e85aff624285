export type { FakePoll, FakeSubmit } from './fake-provider/fake-behaviours.ts';
export type { FakeProvider, FakeProviderSettings } from './fake-provider/fake-provider.ts';
export { fakeProvider } from './fake-provider/fake-provider.ts';
export type { FakeTask, FakeTaskEnd } from './fake-provider/fake-vendor.ts';
export type { TestClock } from './test-clock.ts';
export { createTestClock } from './test-clock.ts';
