import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts', 'conformance/**/*.test.ts'],
    environment: 'node',
    pool: 'threads',
    // Every core, and the modules loaded once in each: the engine keeps no state outside its objects.
    maxWorkers: availableParallelism(),
    isolate: false,
    testTimeout: 120_000,
  },
});
