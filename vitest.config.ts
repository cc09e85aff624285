import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@vidgate/source', 'module', 'node', 'import', 'default'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    setupFiles: ['test/fix-property-seed.ts'],
    unstubEnvs: true,
    // Machines are shared: no test measures time, and a slow one is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
