import { describe, expect, it } from 'vitest'
import { type Case, EXPECTED, measure } from './fixtures/flood.ts'

/** The larger ones, and those that repeat the others, are printed by test/figures.ts only. */
const quick = ({ nodes, topology, latency }: Case) =>
  nodes === 5 || topology === 'line' || topology === 'tree4' || latency === 100

describe('broadcast by flooding, as the original measures it (rate 100, 20 s)', () => {
  it.each(EXPECTED.filter(expected => quick(expected) && expected.topology !== 'total'))(
    '$nodes nodes, $topology, $latency ms $latencyDist: messages per operation within 5 %, medians within 25 %',
    async expected => {
      const { messages, stable } = await measure(expected, 20)
      if (expected.messages !== undefined) expect(Math.abs(messages / expected.messages - 1)).toBeLessThan(0.05)
      if (expected.stable !== undefined) expect(Math.abs(stable[0]! / expected.stable[0] - 1)).toBeLessThan(0.25)
    },
  )
})
