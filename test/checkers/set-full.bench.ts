/**
 * How long the set-full checker takes. Prints; run it with
 * `NODE_OPTIONS=--max-old-space-size=4500 npx tsx test/checkers/set-full.bench.ts` (the largest history alone has 1.6 GB of lists).
 */

import { checkSetFull } from '../../src/checkers/set-full.ts'
import type { Operation, OperationType } from '../../src/history/operation.ts'
import { random } from '../../src/random.ts'

interface Shape {
  readonly name: string
  readonly adds: number
  readonly reads: number
  readonly element?: (i: number) => unknown
  /** Nodes that keep a hash set answer in any order. Default: in order of the adds. */
  readonly shuffled?: boolean
  /** Reads hold no more than this many of the newest elements, as of a node that forgets. */
  readonly newest?: number
}

const shapes: readonly Shape[] = [
  { name: '25 nodes, 100 op/s, 20 s', adds: 1_000, reads: 1_000 },
  { name: 'likewise, strings', adds: 1_000, reads: 1_000, element: i => `message-${i}` },
  { name: 'likewise, objects', adds: 1_000, reads: 1_000, element: i => ({ id: i }) },
  { name: '100,000 adds, 10,000 reads of the newest 10', adds: 100_000, reads: 10_000, newest: 10 },
  { name: '20,000 adds, 20,000 full reads', adds: 20_000, reads: 20_000 },
  { name: 'likewise, in any order', adds: 20_000, reads: 20_000, shuffled: true },
]

for (const shape of shapes) {
  const operations = generate(shape)
  const entries = operations.reduce((sum, { value }) => sum + (Array.isArray(value) ? value.length : 0), 0)
  const rounds = entries > 10_000_000 ? 3 : 9
  const times = Array.from({ length: rounds }, () => {
    const begin = performance.now()
    checkSetFull(operations)
    return performance.now() - begin
  }).sort((a, b) => a - b)
  const median = times[rounds >> 1]!
  console.log(
    `${shape.name.padEnd(46)} ${entries.toLocaleString('en').padStart(12)} entries ${median.toFixed(1).padStart(8)} ms ` +
      `(${times[0]!.toFixed(1)}…${times.at(-1)!.toFixed(1)})`,
  )
}

function generate({ adds, reads, element = i => i, shuffled = false, newest = Infinity }: Shape): Operation[] {
  const draws = random('set-full.bench')
  const operations: Operation[] = []
  const held: unknown[] = []
  const record = (type: OperationType, process: number, f: string, value: unknown) => {
    const index = operations.length
    operations.push({ index, time: index * 1_000_000, type, process, f, value, node: `n${process + 1}` })
  }
  for (let added = 0, read = 0; added < adds || read < reads; ) {
    if (added < adds && added / adds <= read / reads) {
      record('invoke', added % 25, 'add', element(added))
      record('ok', added % 25, 'add', element(added))
      held.push(element(added++))
      const other = draws.int(held.length)
      if (shuffled) [held[other], held[held.length - 1]] = [held.at(-1), held[other]]
    } else {
      record('invoke', read % 25, 'read', null)
      record('ok', read++ % 25, 'read', held.slice(Math.max(0, held.length - newest)))
    }
  }
  return operations
}
