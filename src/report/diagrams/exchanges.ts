/** What each client asked, and when it was answered: the client's line in a diagram of messages is a bar for each exchange. */

import type { RunData } from '../run-data.ts'

export interface Exchange {
  /** Position of the client in `RunData.endpoints`. */
  readonly client: number
  /** Position of the node or service that the client mostly talks to. */
  readonly home: number
  /** Positions of the request and what belongs to it in `RunData.messages`. */
  readonly messages: readonly number[]
  readonly from: number
  readonly to: number
  /** Position of the operation that it is part of, in `RunData.operations`. */
  readonly operation?: number
}

interface Growing extends Exchange {
  readonly messages: number[]
  to: number
  operation?: number
}

/** The exchanges of the clients among the shown messages, in order of their beginning. */
export function exchangesOf(run: RunData, shown: readonly number[]): Exchange[] {
  const { messages, endpoints } = run
  const isClient = (endpoint: number) => endpoints[endpoint]!.kind === 'client'
  const operationAt = operationsByTime(run)
  const homes = new Map<number, number>()
  const waiting = new Map<string, Growing>()
  const found: Growing[] = []
  const begin = (client: number, peer: number, i: number): Growing => {
    const home = homes.get(client) ?? peer
    homes.set(client, home)
    const time = messages.sent[i]!
    const exchange: Growing = { client, home, messages: [i], from: time, to: time }
    const operation = operationAt(endpoints[client]!.id, time)
    if (operation !== undefined) {
      exchange.operation = operation
      // Of a request that nobody answers, its client gave up at some time.
      exchange.to = Math.max(time, run.operations[operation]!.completed ?? run.duration)
    }
    found.push(exchange)
    return exchange
  }
  for (const i of shown) {
    const src = messages.src[i]!
    const dest = messages.dest[i]!
    if (isClient(src)) waiting.set(`${src} ${messages.msgId[i]}`, begin(src, dest, i))
    else if (isClient(dest)) {
      const exchange = waiting.get(`${dest} ${messages.inReplyTo[i]}`)
      const end = messages.received[i]!
      if (exchange === undefined) {
        // Its request was sent before the first message that is shown.
        const late = begin(dest, src, i)
        late.to = Number.isNaN(end) ? late.from : end
        continue
      }
      exchange.messages.push(i)
      if (!Number.isNaN(end)) exchange.to = end
    }
  }
  return found
}

/** Which operation a client was busy with at a time. */
function operationsByTime({ operations }: RunData): (client: string, time: number) => number | undefined {
  const byClient = new Map<string, number[]>()
  for (const [position, { process }] of operations.entries()) {
    const id = `c${process}`
    const own = byClient.get(id)
    if (own === undefined) byClient.set(id, [position])
    else own.push(position)
  }
  return (client, time) => {
    const own = byClient.get(client)
    if (own === undefined) return undefined
    let low = 0
    let high = own.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (operations[own[middle]!]!.invoked <= time) low = middle + 1
      else high = middle
    }
    const position = own[low - 1]
    if (position === undefined) return undefined
    return (operations[position]!.completed ?? Number.POSITIVE_INFINITY) >= time ? position : undefined
  }
}
