import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Tests import the packages by their published names; the paths of tsconfig.json lead those names to the source.
  resolve: { tsconfigPaths: true },
  test: {
    include: ['test/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'examples/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/maelstrom-results/**'],
    testTimeout: 30_000,
    maxWorkers: 2,
    // Runs that name no seed have this one, so that those in virtual time end alike on every machine; `npm run seeds` tries many.
    env: { MAELSTROM_SEED: process.env.MAELSTROM_SEED ?? '1' },
  },
})
