export type { TestClock } from './test-clock.ts';
export { createTestClock } from './test-clock.ts';
