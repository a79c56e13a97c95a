/** Session guarantees by trying everything: every source of every read, every order of the writes, every prefix. */
import { SESSION_GUARANTEES, type SessionGuarantee } from '../../src/session/index.ts'

/** One access of a register or map: sessions in program order are those with the same `session`, in order of the array. */
export interface Small {
  readonly session: number
  readonly key: string
  readonly write?: number
  /** null: the initial value. */
  readonly read?: number | null | 'anything'
}

type Source = number | 'initial' | 'anything' | undefined

export function holdsByBruteForce(
  history: readonly Small[],
  guarantees: readonly SessionGuarantee[] = SESSION_GUARANTEES,
): boolean {
  const writes = history.flatMap((op, i) => (op.write === undefined ? [] : [i]))
  const orders = permutations(writes)
  const sources = history.map((op, i): Source[] => {
    if (op.read === undefined) return [undefined]
    if (op.read === 'anything') return ['anything']
    const from: Source[] = writes.filter(w => w !== i && history[w]!.key === op.key && history[w]!.write === op.read)
    return op.read === null ? ['initial', ...from] : from
  })
  return product(sources).some(source => {
    const allowed = orders.filter(order => orderAllowed(history, order, source, guarantees))
    const readers = [...new Set(history.map(op => op.session))]
    return allowed.length > 0 && readers.every(reader => explained(history, allowed, source, reader, guarantees))
  })
}

function orderAllowed(
  history: readonly Small[],
  order: readonly number[],
  source: readonly Source[],
  guarantees: readonly SessionGuarantee[],
) {
  const place = (w: number) => order.indexOf(w)
  return order.every(w => {
    const mine = source[w]
    if (typeof mine === 'number' && place(mine) > place(w)) return false // the source of a compare-and-set
    return history.slice(0, w).every((op, i) => {
      if (op.session !== history[w]!.session) return true
      if (guarantees.includes('monotonic-writes') && op.write !== undefined && place(i) > place(w)) return false
      const saw = source[i]
      return !(guarantees.includes('writes-follow-reads') && typeof saw === 'number' && place(saw) > place(w))
    })
  })
}

/** Whether prefixes of the orders explain the reads of one session: of one order if its reads are monotonic. */
function explained(
  history: readonly Small[],
  orders: readonly (readonly number[])[],
  source: readonly Source[],
  reader: number,
  guarantees: readonly SessionGuarantee[],
): boolean {
  const reads = history.flatMap((op, i) => (op.session === reader && op.read !== undefined ? [i] : []))
  const fits = (order: readonly number[], read: number, length: number) => {
    const prefix = order.slice(0, length)
    const last = prefix.findLast(w => history[w]!.key === history[read]!.key) ?? 'initial'
    const own = order.filter(w => history[w]!.session === reader)
    return (
      (last === source[read] || source[read] === 'anything') &&
      own.every(w => w < read || !prefix.includes(w)) &&
      (!guarantees.includes('read-your-writes') || own.every(w => w >= read || prefix.includes(w)))
    )
  }
  if (!guarantees.includes('monotonic-reads')) {
    return reads.every(read => orders.some(order => range(order.length).some(length => fits(order, read, length))))
  }
  return orders.some(order => {
    let length = 0
    return reads.every(read => {
      while (length <= order.length && !fits(order, read, length)) length++
      return length <= order.length
    })
  })
}

const range = (n: number) => Array.from({ length: n + 1 }, (_, i) => i)

function product<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((all, list) => all.flatMap(head => list.map(item => [...head, item])), [[]])
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map(rest => [item, ...rest]),
  )
}
