/** The same seed gives the same run on every version of Node that is supported and found (`npx tsx test/virtual/other-nodes.ts` fetches them). */

import { describe, expect, it } from 'vitest'
import { digest, digestsOfProcess, RUNS } from './digest.ts'
import { majorOf, otherNodes, SUPPORTED } from './other-nodes.ts'

const found = otherNodes()

for (const major of SUPPORTED) {
  if (major === majorOf(process.version)) continue
  const node = found.find(({ version }) => majorOf(version) === major)
  describe.skipIf(node === undefined)(
    node === undefined ? `Node ${major} (not found: set MAELSTROM_OTHER_NODES)` : `Node ${node.version}`,
    () => {
      it(`gives the runs that ${process.version} gives`, { timeout: 120_000 }, async () => {
        const there = await digestsOfProcess({}, node!.path)
        const here = new Map<string, string>()
        for (const name of Object.keys(RUNS)) here.set(name, await digest(name))
        expect(Object.fromEntries(there)).toEqual(Object.fromEntries(here))
      })
    },
  )
}
