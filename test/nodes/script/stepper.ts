/** A cluster of the smallest kind: nodes of any host on a virtual clock, joined by links of fixed or drawn latency. No engine in it. */

import type { Exit, NodeHost, RunningNode } from '../../../src/nodes/host.ts'
import { type Random, random } from '../../../src/random.ts'
import { MILLISECOND, type Nanos } from '../../../src/time/clock.ts'
import { VirtualClock } from '../../../src/time/virtual-clock.ts'

export interface Line {
  readonly at: Nanos
  readonly from: string
  readonly fd: 1 | 2
  readonly text: string
}

export class Stepper {
  readonly clock: VirtualClock
  readonly random: Random
  readonly nodes = new Map<string, RunningNode>()
  readonly exits = new Map<string, Exit>()
  /** Everything that any node wrote, in order. */
  readonly lines: Line[] = []
  messages = 0
  keepLines = true
  readonly #latency: () => Nanos

  constructor(seed: number | string = 1, latency?: (random: Random) => Nanos, clock = new VirtualClock()) {
    this.clock = clock
    this.random = random(seed)
    const stream = this.random.fork('latency')
    this.#latency = latency === undefined ? () => MILLISECOND : () => latency(stream)
  }

  async start(host: NodeHost, id = 'n1'): Promise<RunningNode> {
    this.exits.delete(id)
    const node = await host.start({
      id,
      dataDir: `/data/${id}`,
      io: {
        onMessage: text => this.#said(id, text),
        onLog: text => void (this.keepLines && this.lines.push({ at: this.clock.now(), from: id, fd: 2, text })),
        onExit: exit => this.exits.set(id, exit),
      },
    })
    this.nodes.set(id, node)
    return node
  }

  #said(from: string, text: string): void {
    this.messages++
    if (this.keepLines) this.lines.push({ at: this.clock.now(), from, fd: 1, text })
    const dest = /"dest":"(n\d+)"/.exec(text)?.[1]
    const target = dest === undefined ? undefined : this.nodes.get(dest)
    if (target !== undefined) this.clock.after(this.#latency(), () => target.deliver(text))
  }

  /** A message of a client, now. */
  send(to: string, body: object): void {
    this.nodes.get(to)?.deliver(JSON.stringify({ src: 'c1', dest: to, body }))
  }

  /** Lets virtual time pass. */
  run(time: Nanos): Promise<void> {
    const { clock } = this
    return clock.drive(
      new Promise<void>(resolve => {
        clock.after(time, () => {
          clock.settle()
          resolve()
        })
      }),
    )
  }

  /** Lines of stdout. */
  out(id = 'n1'): string[] {
    return this.lines.filter(line => line.from === id && line.fd === 1).map(line => line.text)
  }
  log(id = 'n1'): string[] {
    return this.lines.filter(line => line.from === id && line.fd === 2).map(line => line.text)
  }
  async init(ids: readonly string[] = [...this.nodes.keys()]): Promise<void> {
    for (const id of ids) this.send(id, { type: 'init', msg_id: 1, node_id: id, node_ids: ids })
    await this.run(0)
  }
}
