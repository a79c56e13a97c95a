// A small replicated log and its clients, simulated: the histories that it makes are right unless a fault is planted.

import type { Operation } from '../../src/history.ts'

/** What can be planted, once in a history. */
export type Fault =
  /** A send is acknowledged with an offset, and its message never appears. */
  | 'lost'
  /** Two messages get the same offset: the second takes the place of the first. */
  | 'same-offset'
  /** A message is appended twice. */
  | 'duplicate'
  /** A poll leaves a message out. */
  | 'skip'
  /** A poll begins with what its client has already read. */
  | 'rewind'
  /** A poll hands out two neighbours in the wrong order. */
  | 'reorder'
  /** A send fails, but its message is in the log. */
  | 'aborted'
  /** A poll hands out a message that nobody sent. */
  | 'garbage'
  /** Two messages of one send are stored in the wrong order. */
  | 'backwards'
  /** A transaction reads the message that it is about to send. */
  | 'precommitted'

export interface SimulatorOptions {
  readonly seed: number
  readonly clients: number
  /** Sends, polls and assignments of the main phase. */
  readonly operations: number
  readonly keys?: number
  /** The first offset of each key, and the largest step between two offsets. */
  readonly firstOffset?: number
  readonly largestGap?: number
  readonly fault?: Fault
  /** Messages of one poll at most. */
  readonly batch?: number
  /** How many clients read everything in the end. Default: all. */
  readonly finalReaders?: number
  /** After how many messages a key is replaced by a fresh one. Default: never. */
  readonly messagesPerKey?: number
}

interface Key {
  readonly name: string
  readonly offsets: number[]
  readonly values: number[]
  /** The lowest offset that is free. */
  next: number
}

interface Client {
  process: number
  /** Key → position of the next message to poll. */
  assigned: Map<Key, number>
  /** Keys that it has read from since they were assigned to it. */
  reading: Set<Key>
  /** What ends the operation that is under way. */
  finish: (() => void) | undefined
}

/** A generator of numbers in [0, 1) from a seed (Mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The history, and whether the fault that was asked for could be planted. */
export function simulate(options: SimulatorOptions): { readonly history: Operation[]; readonly planted: boolean } {
  return new Simulation(options).run()
}

class Simulation {
  readonly #options: Required<Omit<SimulatorOptions, 'fault'>> & { fault: Fault | undefined }
  readonly #random: () => number
  readonly #history: Operation[] = []
  readonly #active: Key[]
  readonly #all: Key[] = []
  readonly #clients: Client[]
  readonly #committed = new Map<Key, number>()
  /** Messages that their senders know to be in the log. */
  readonly #acknowledged = new Set<number>()
  #nextValue = 1
  #processes: number
  #time = 0
  /** The operation from which on the fault is planted as soon as there is an opportunity. */
  #faultDue: number
  #planted = false

  constructor(options: SimulatorOptions) {
    const { fault, ...rest } = options
    this.#options = {
      keys: 3,
      firstOffset: 0,
      largestGap: 1,
      batch: 4,
      messagesPerKey: Number.POSITIVE_INFINITY,
      finalReaders: options.clients,
      ...rest,
      fault,
    }
    this.#random = randomFrom(options.seed)
    this.#active = Array.from({ length: this.#options.keys }, () => this.#freshKey())
    this.#clients = Array.from({ length: options.clients }, (_, process) => ({
      process,
      assigned: new Map(),
      reading: new Set(),
      finish: undefined,
    }))
    this.#processes = options.clients
    this.#faultDue = Math.floor(this.#random() * options.operations * 0.7)
  }

  run(): { history: Operation[]; planted: boolean } {
    for (let begun = 0; begun < this.#options.operations; ) {
      const client = this.#clients[this.#int(this.#clients.length)]!
      if (client.finish !== undefined) client.finish()
      else {
        begun++
        this.#faultDue--
        this.#begin(client)
      }
    }
    for (const client of this.#clients) client.finish?.()
    for (const client of this.#clients.slice(0, this.#options.finalReaders)) this.#readEverything(client)
    return { history: this.#history, planted: this.#planted }
  }

  #int(bound: number): number {
    return Math.floor(this.#random() * bound)
  }

  #freshKey(): Key {
    const key = { name: `k${this.#all.length}`, offsets: [], values: [], next: this.#options.firstOffset }
    this.#all.push(key)
    return key
  }

  #record(type: Operation['type'], { process }: Client, f: string, value: unknown): void {
    this.#time += 1 + this.#int(1_000_000)
    this.#history.push({ index: this.#history.length, time: this.#time, type, process, f, value })
  }

  /** Whether the fault is to be planted here and now. */
  #strikes(fault: Fault): boolean {
    if (this.#options.fault !== fault || this.#planted || this.#faultDue > 0) return false
    this.#planted = true
    return true
  }

  #begin(client: Client): void {
    const die = this.#random()
    if (client.assigned.size === 0 || die < 1 / 32) this.#assign(client)
    else if (die < 1 / 32 + 1 / 128) this.#crash(client)
    else if (this.#strikes('precommitted')) this.#readOwn(client)
    else if (this.#strikes('backwards')) this.#sendTwo(client)
    else if (die < 0.5) this.#send(client)
    else this.#poll(client)
  }

  #assign(client: Client): void {
    const keys = this.#active.filter(() => this.#random() < 2 / this.#active.length)
    if (keys.length === 0) keys.push(this.#active[this.#int(this.#active.length)]!)
    const names = keys.map(({ name }) => name)
    this.#record('invoke', client, 'assign', names)
    client.finish = () => {
      client.finish = undefined
      client.assigned = new Map(
        keys.map(key => [key, client.assigned.get(key) ?? Math.max(0, this.#committed.get(key) ?? 0)]),
      )
      client.reading = new Set(keys.filter(key => client.reading.has(key)))
      this.#record('ok', client, 'assign', names)
    }
  }

  #crash(client: Client): void {
    this.#record('invoke', client, 'crash', null)
    this.#record('info', client, 'crash', null)
    client.process = this.#processes++
    client.assigned = new Map()
    client.reading = new Set()
  }

  /** Puts a message at the end of a key and returns its offset. */
  #append(key: Key, value: number): number {
    const offset = this.#reserve(key)
    key.offsets.push(offset)
    key.values.push(value)
    return offset
  }

  #reserve(key: Key): number {
    const offset = key.next
    key.next += 1 + this.#int(this.#options.largestGap)
    return offset
  }

  #send(client: Client): void {
    const slot = this.#int(this.#active.length)
    if (this.#active[slot]!.values.length >= this.#options.messagesPerKey) this.#active[slot] = this.#freshKey()
    const key = this.#active[slot]!
    const value = this.#nextValue++
    const invocation = [['send', key.name, value]]
    this.#record('invoke', client, 'send', invocation)
    const fate = this.#random()
    // Some take effect at once, some only just before they are acknowledged.
    const early = this.#random() < 0.5 ? this.#store(key, value, fate) : undefined
    client.finish = () => {
      client.finish = undefined
      const { offset, told } = early ?? this.#store(key, value, fate)
      const type = told ?? (fate < 0.9 ? 'ok' : fate < 0.97 ? 'info' : 'fail')
      this.#record(type, client, 'send', type === 'ok' ? [['send', key.name, [offset, value]]] : invocation)
      if (type === 'ok') this.#acknowledged.add(value)
      if (type === 'info') this.#replace(client)
    }
  }

  #store(key: Key, value: number, fate: number): { offset?: number; told?: 'ok' | 'fail' } {
    if (this.#strikes('aborted')) return { offset: this.#append(key, value), told: 'fail' }
    // Some of unknown outcome happened; those that failed did not.
    if (fate >= 0.94) return {}
    if (this.#strikes('lost')) return { offset: this.#reserve(key), told: 'ok' }
    if (this.#acknowledged.has(key.values.at(-1)!) && this.#strikes('same-offset')) {
      key.values[key.values.length - 1] = value
      return { offset: key.offsets.at(-1)!, told: 'ok' }
    }
    const offset = this.#append(key, value)
    if (this.#strikes('duplicate')) this.#append(key, value)
    return { offset }
  }

  #readOwn(client: Client): void {
    const key = this.#active[0]!
    const value = this.#nextValue++
    this.#record('invoke', client, 'txn', [['poll'], ['send', key.name, value]])
    const offset = this.#append(key, value)
    const read = { [key.name]: [[offset, value]] }
    this.#record('ok', client, 'txn', [
      ['poll', read],
      ['send', key.name, [offset, value]],
    ])
  }

  #sendTwo(client: Client): void {
    const key = this.#active[0]!
    const values = [this.#nextValue++, this.#nextValue++]
    const mops = values.map(value => ['send', key.name, value])
    this.#record('invoke', client, 'send', mops)
    const offsets = values.toReversed().map(value => this.#append(key, value))
    const told = values.map((value, i) => ['send', key.name, [offsets[1 - i], value]])
    this.#record('ok', client, 'send', told)
  }

  #replace(client: Client): void {
    client.process = this.#processes++
    client.assigned = new Map()
    client.reading = new Set()
  }

  #poll(client: Client): void {
    this.#record('invoke', client, 'poll', [['poll']])
    client.finish = () => {
      client.finish = undefined
      this.#completePoll(client, this.#random() < 0.97 ? this.#options.batch : 0)
    }
  }

  /** Whether anything was left to read. */
  #completePoll(client: Client, batch: number): boolean {
    const messages: Record<string, (readonly [number, number])[]> = {}
    let any = false
    for (const [key, from] of client.assigned) {
      const pairs = key.values.slice(from, from + batch).map((value, i) => [key.offsets[from + i]!, value] as const)
      client.assigned.set(key, from + pairs.length)
      if (pairs.length === 0) continue
      any = true
      this.#committed.set(key, Math.max(this.#committed.get(key) ?? 0, from + pairs.length - 1))
      messages[key.name] = this.#tampered(key, from, pairs, client.reading.has(key))
      client.reading.add(key)
    }
    this.#record('ok', client, 'poll', [['poll', messages]])
    return any
  }

  #tampered(key: Key, from: number, pairs: (readonly [number, number])[], again: boolean) {
    // A message that nobody heard of otherwise leaves no trace when it is left out.
    if (pairs.length > 2 && this.#acknowledged.has(pairs[1]![1]) && this.#strikes('skip')) return pairs.toSpliced(1, 1)
    if (again && from > 1 && this.#strikes('rewind'))
      return [[key.offsets[from - 2]!, key.values[from - 2]!] as const, ...pairs]
    if (pairs.length > 1 && this.#strikes('reorder')) return pairs.toReversed()
    if (this.#strikes('garbage')) return [...pairs.slice(0, -1), [pairs.at(-1)![0], -1] as const]
    return pairs
  }

  #readEverything(client: Client): void {
    this.#crash(client)
    const names = this.#all.map(({ name }) => name)
    this.#record('invoke', client, 'assign', names)
    client.assigned = new Map(this.#all.map(key => [key, 0]))
    this.#record('ok', client, 'assign', names)
    for (let more = true; more; ) {
      this.#record('invoke', client, 'poll', [['poll']])
      more = this.#completePoll(client, 1000)
    }
  }
}
