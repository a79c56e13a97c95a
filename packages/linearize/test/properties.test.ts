/** More than fifty thousand random histories against independent oracles. For millions: `npm run fuzz -w packages/linearize -- --runs N`. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judged, laws } from './laws.ts'

const HISTORIES = 58_000
const shares = laws.reduce((sum, { share }) => sum + share, 0)

describe('checkLinearizable', () => {
  for (const { name, share, property } of laws) {
    it(name, { timeout: 120_000 }, () => {
      fc.assert(property, { numRuns: Math.ceil((share / shares) * HISTORIES), seed: 20_261_124 })
    })
  }

  it('was tried on enough histories of both kinds', () => {
    expect(judged.linearizable + judged.not).toBeGreaterThan(50_000)
    expect(judged.not).toBeGreaterThan(5000)
  })
})
