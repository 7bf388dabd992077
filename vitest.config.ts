import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['./test/setup.ts'],
    reporters: ['default', './scripts/summary-reporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Namespace homes and the command line share the machine's cores; more workers only make deadlines tight.
    maxWorkers: 2,
    env: { NO_COLOR: '1' },
  },
});
