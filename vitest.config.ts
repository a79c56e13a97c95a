import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Tests import the packages by their published names; the paths of tsconfig.json lead those names to the source.
  resolve: { tsconfigPaths: true },
  test: {
    include: ['test/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'examples/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/maelstrom-results/**'],
    testTimeout: 30_000,
    maxWorkers: 2,
  },
})
