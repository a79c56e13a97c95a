// Histories for the benchmark: a strictly serializable store, as quick to simulate as can be, with an anomaly on demand.

import type { Operation } from '../src/history.ts'

export interface Shape {
  readonly workload: 'list-append' | 'rw-register'
  readonly transactions: number
  readonly concurrency: number
  /** Two transactions in the middle each miss the other's write: a write skew (G2-item). */
  readonly planted: boolean
}

const keyCount = 10
const writesPerKey = 64

/** Transactions of one to four operations over ten live keys, later slots favoured twofold, as Elle's generator has them. */
export function benchmarkHistory({ workload, transactions, concurrency, planted }: Shape): Operation[] {
  const random = xorshift(42)
  const slots = Array.from({ length: keyCount }, (_, key) => ({ key, writes: 0 }))
  let nextKey = keyCount
  const lists = new Map<number, number[]>()
  const registers = new Map<number, number>()
  const append = workload === 'list-append'
  const history: Operation[] = []
  const open: { process: number; f: 'txn'; value: unknown[][] }[] = []
  const idle = Array.from({ length: concurrency }, (_, process) => process)
  let invoked = 0

  const pickSlot = (): number => Math.min(keyCount - 1, Math.floor(Math.log2(1 + random() * (2 ** keyCount - 1))))
  const generate = (): unknown[][] =>
    Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
      const at = pickSlot()
      if (random() < 0.5) return ['r', slots[at]!.key, null]
      if (slots[at]!.writes === writesPerKey) slots[at] = { key: nextKey++, writes: 0 }
      const slot = slots[at]!
      return [append ? 'append' : 'w', slot.key, ++slot.writes]
    })
  const apply = (mops: unknown[][]): unknown[][] =>
    mops.map(([f, k, v]) => {
      const key = k as number
      if (f === 'r') return ['r', key, append ? (lists.get(key)?.slice() ?? null) : (registers.get(key) ?? null)]
      if (!append) registers.set(key, v as number)
      else if (lists.has(key)) lists.get(key)!.push(v as number)
      else lists.set(key, [v as number])
      return [f, key, v]
    })
  const record = (type: Operation['type'], process: number, value: unknown): void => {
    history.push({ index: history.length, time: history.length * 1000, type, process, f: 'txn', value })
  }

  while (history.length < transactions * 2) {
    if (invoked < transactions && idle.length > 0 && (open.length === 0 || random() < 0.6)) {
      const process = idle.splice(Math.floor(random() * idle.length), 1)[0]!
      const value = generate()
      open.push({ process, f: 'txn', value })
      record('invoke', process, value)
      invoked++
    } else if (open.length > 0) {
      const at = Math.floor(random() * open.length)
      const { process, value } = open[at]!
      open[at] = open.at(-1)!
      open.pop()
      record('ok', process, apply(value))
      idle.push(process)
    }
    if (planted && history.length >= transactions && history.length < transactions + 2) plantWriteSkew(record, append)
  }
  return history
}

function plantWriteSkew(
  record: (type: Operation['type'], process: number, value: unknown) => void,
  append: boolean,
): void {
  const w = append ? 'append' : 'w'
  const [x, y] = [-1, -2]
  const transactions = [
    [
      ['r', x, null],
      [w, y, 1],
    ],
    [
      ['r', y, null],
      [w, x, 1],
    ],
  ]
  transactions.forEach((value, i) => {
    record('invoke', 1_000_000 + i, value)
  })
  transactions.forEach((value, i) => {
    record('ok', 1_000_000 + i, value)
  })
}

function xorshift(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}
