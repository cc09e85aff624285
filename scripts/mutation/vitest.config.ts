import { defineConfig } from 'vitest/config';

const core = 'packages/core/src';

/** The tests that must notice a changed operator: those beside the pure functions. */
export default defineConfig({
  ssr: { resolve: { conditions: ['@vidgate/source', 'module', 'node', 'import', 'default'] } },
  test: {
    include: [
      `${core}/{job,routing,health}/*.test.ts`,
      `${core}/{usd,offer,fit-to-offer,time}.test.ts`,
    ],
    // A new worker for each file would take longer than its tests.
    isolate: false,
    setupFiles: ['test/fix-property-seed.ts'],
    unstubEnvs: true,
  },
});
