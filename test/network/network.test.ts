import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type JournalRecord, MemoryJournal } from '../../src/network/journal.ts'
import type { Message } from '../../src/network/message.ts'
import { type EndpointKind, type LinkFault, Network, type NetworkOptions } from '../../src/network/network.ts'
import { random } from '../../src/random.ts'
import { MILLISECOND } from '../../src/time/clock.ts'
import { VirtualClock } from '../../src/time/virtual-clock.ts'

const KINDS: Record<string, EndpointKind> = {
  n1: 'node',
  n2: 'node',
  n3: 'node',
  'lin-kv': 'service',
  c0: 'client',
  c1: 'client',
}

/** A network with three nodes, a service and two clients, which write down what they get. */
function makeNetwork(options: Partial<NetworkOptions> = {}) {
  const clock = new VirtualClock()
  const journal = new MemoryJournal()
  const unknown: Message[] = []
  const network = new Network({
    clock,
    random: random(1),
    journal,
    latency: 0,
    latencyDist: 'constant',
    onUnknownDestination: message => unknown.push(message),
    ...options,
  })
  const received: { at: number; dest: string; src: string; n: unknown }[] = []
  for (const [id, kind] of Object.entries(KINDS)) {
    network.attach(id, {
      kind,
      receive: ({ src, dest, body }) => received.push({ at: clock.now(), dest, src, n: body.n }),
    })
  }
  let n = 0
  return {
    clock,
    network,
    unknown,
    received,
    records: () => journal.lines.map(line => JSON.parse(line) as JournalRecord),
    send: (src: string, dest: string) => network.sendBody(src, dest, { type: 'x', n: n++ }),
    at: (time: number, action: () => void) => void clock.after(time - clock.now(), action),
    /** Lets so much time pass. */
    pass: (time: number) =>
      clock.drive(
        new Promise<void>(resolve => {
          clock.after(time, () => {
            clock.settle()
            resolve()
          })
        }),
      ),
  }
}

const cut = (...links: string[]): LinkFault => ({
  loses: (src, dest) => (links.includes(`${src} ${dest}`) ? 'partition' : undefined),
})

describe('latency', () => {
  it('acts on every message that involves no client, those to and from services included', async () => {
    const { send, pass, received } = makeNetwork({ latency: 100 * MILLISECOND })
    for (const [src, dest] of [
      ['n1', 'n2'],
      ['n1', 'lin-kv'],
      ['lin-kv', 'n1'],
      ['c0', 'n1'],
      ['n1', 'c0'],
      ['c0', 'lin-kv'],
      ['n1', 'n1'],
    ] as const) {
      send(src, dest)
    }
    await pass(200 * MILLISECOND)
    const times = Object.fromEntries(received.map(({ src, dest, at }) => [`${src} ${dest}`, at / MILLISECOND]))
    expect(times).toEqual({
      'n1 n2': 100,
      'n1 lin-kv': 100,
      'lin-kv n1': 100,
      'c0 n1': 0,
      'n1 c0': 0,
      'c0 lin-kv': 0,
      'n1 n1': 100,
    })
  })

  it('that is constant keeps the order of messages', async () => {
    const { send, pass, at, received } = makeNetwork({ latency: 5 * MILLISECOND })
    for (let i = 0; i < 100; i++) at(Math.floor(i / 3) * 1000, () => send('n1', 'n2'))
    await pass(20 * MILLISECOND)
    expect(received.map(({ n }) => n)).toEqual(Array.from({ length: 100 }, (_, i) => i))
  })

  it('that is exponential lets messages overtake each other', async () => {
    const { send, pass, received } = makeNetwork({ latency: 5 * MILLISECOND, latencyDist: 'exponential' })
    for (let i = 0; i < 100; i++) send('n1', 'n2')
    await pass(1000 * MILLISECOND)
    expect(received).toHaveLength(100)
    expect(received.map(({ n }) => n)).not.toEqual(Array.from({ length: 100 }, (_, i) => i))
  })
})

describe('faults', () => {
  it('act on messages between two nodes only: never on services, clients, or a node and itself', async () => {
    const { network, send, pass, received } = makeNetwork()
    network.addFault({ loses: () => 'loss', copies: () => 3, delay: (_src, _dest, delay) => delay + 1000 })
    for (const src of Object.keys(KINDS)) for (const dest of Object.keys(KINDS)) send(src, dest)
    await pass(10_000)
    const nodes = ['n1', 'n2', 'n3']
    const lost = Object.keys(KINDS).flatMap(src =>
      Object.keys(KINDS)
        .filter(dest => !received.some(message => message.src === src && message.dest === dest))
        .map(dest => `${src} ${dest}`),
    )
    expect(lost).toEqual(nodes.flatMap(src => nodes.filter(dest => dest !== src).map(dest => `${src} ${dest}`)))
    expect(received.every(({ at }) => at === 0)).toBe(true)
  })

  it('a partition is judged on arrival: it loses what was under way when it began, and not what arrives after it ended', async () => {
    const { network, send, pass, at, received, records } = makeNetwork({ latency: 10 * MILLISECOND })
    const partition = cut('n1 n2')
    at(0, () => send('n1', 'n2'))
    at(5 * MILLISECOND, () => network.addFault(partition))
    at(6 * MILLISECOND, () => send('n1', 'n2'))
    at(7 * MILLISECOND, () => send('n2', 'n1'))
    at(12 * MILLISECOND, () => network.removeFault(partition))
    await pass(100 * MILLISECOND)
    // 0 was sent before the partition and would have arrived in it; 1 was sent in it and arrived after it; 2 goes the other way.
    expect(received.map(({ n }) => n)).toEqual([1, 2])
    expect(
      records()
        .filter(({ lost }) => lost === 'partition')
        .map(({ id }) => id),
    ).toEqual([0])
    expect(network.counts.lost.partition).toBe(1)
  })

  it('several act together: delays add up, each may make copies, and one that loses is enough', async () => {
    const { network, send, pass, received } = makeNetwork()
    const later: LinkFault = { delay: (_src, _dest, delay) => delay + 1000 }
    network.addFault(later)
    network.addFault({ ...later })
    network.addFault({ copies: () => 1 })
    network.addFault({ copies: () => 2 })
    send('n1', 'n2')
    send('n1', 'n3')
    network.addFault(cut('n1 n3'))
    await pass(10_000)
    expect(received).toEqual([0, 1, 2, 3].map(() => ({ at: 2000, src: 'n1', dest: 'n2', n: 0 })))
    expect(network.counts).toMatchObject({ duplicated: 6, delayed: 8, lost: { partition: 4 } })
  })

  it('copies are messages of their own in the journal, which name the one that they copy', async () => {
    const { network, send, pass, records } = makeNetwork()
    network.addFault({ copies: () => 2 })
    send('n1', 'n2')
    await pass(1000)
    expect(records().map(({ id, copyOf }) => [id, copyOf])).toEqual([
      [0, undefined],
      [1, 0],
      [2, 0],
    ])
  })
})

describe('counters', () => {
  it('tell messages that involve a client from those that do not', async () => {
    const { network, send, pass } = makeNetwork()
    send('c0', 'n1')
    send('n1', 'c0')
    send('c0', 'lin-kv')
    send('n1', 'n2')
    send('n1', 'lin-kv')
    send('lin-kv', 'n1')
    send('n1', 'n1')
    await pass(1000)
    expect(network.counts.clients).toEqual({ sent: 3, received: 3 })
    expect(network.counts.servers).toEqual({ sent: 4, received: 4 })
  })

  it('a message to nobody is told of and counted, as one of its sender', async () => {
    const { network, send, pass, unknown, records } = makeNetwork()
    send('n1', 'n9')
    send('c0', 'n9')
    await pass(1000)
    expect(unknown.map(({ src, dest }) => `${src} ${dest}`)).toEqual(['n1 n9', 'c0 n9'])
    expect(network.counts.servers).toEqual({ sent: 1, received: 0 })
    expect(network.counts.clients).toEqual({ sent: 1, received: 0 })
    expect(records().map(({ lost }) => lost)).toEqual(['unknown-destination', 'unknown-destination'])
  })

  it('a message to a node that is down is lost on arrival, and counted', async () => {
    const { network, send, pass } = makeNetwork()
    let down = true
    const received: Message[] = []
    network.attach('n2', {
      kind: 'node',
      refuses: () => (down ? 'node-down' : undefined),
      receive: message => received.push(message),
    })
    send('c0', 'n2')
    send('n1', 'n2')
    await pass(1000)
    down = false
    send('n1', 'n2')
    await pass(1000)
    expect(received).toHaveLength(1)
    expect(network.counts.lost['node-down']).toBe(2)
  })
})

describe('the end', () => {
  it('records what is under way, and carries nothing any more', async () => {
    const { network, send, pass, received, records } = makeNetwork({ latency: 10 * MILLISECOND })
    send('n1', 'n2')
    await pass(MILLISECOND)
    network.close()
    send('n1', 'n2')
    network.close()
    await pass(100 * MILLISECOND)
    expect(received).toEqual([])
    expect(records()).toMatchObject([{ id: 0, sent: 0, lost: 'in-flight' }])
    expect(network.counts.lost['in-flight']).toBe(1)
  })
})

describe('the journal', () => {
  it('holds every message exactly once, whatever the faults, and agrees with the counters', async () => {
    const endpoint = fc.constantFrom(...Object.keys(KINDS), 'n9')
    const sends = fc.array(fc.tuple(endpoint, endpoint, fc.nat(50)), { maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(sends, fc.nat(10), fc.integer(), async (messages, latency, seed) => {
        const world = makeNetwork({ latency, latencyDist: 'exponential', random: random(seed) })
        const { network, clock } = world
        const draws = random(seed).fork('faults')
        network.addFault({ loses: () => (draws.chance(0.2) ? 'loss' : undefined) })
        network.addFault({ copies: () => draws.int(2), delay: (_src, _dest, delay) => delay + draws.int(20) })
        network.addFault(cut('n1 n2', 'n3 n1'))
        for (const [src, dest, at] of messages) if (src !== 'n9') world.at(at, () => world.send(src, dest))
        await world.pass(40)
        network.close()
        const sent = messages.filter(([src, , at]) => src !== 'n9' && at <= clock.now() && at < 40).length
        const records = world.records()
        const originals = records.filter(({ copyOf }) => copyOf === undefined)
        expect(new Set(records.map(({ id }) => id)).size).toBe(records.length)
        expect(originals.length).toBe(network.counts.clients.sent + network.counts.servers.sent)
        expect(originals.length).toBeGreaterThanOrEqual(sent)
        expect(records.length - originals.length).toBe(network.counts.duplicated)
        // Each either arrived or was lost for one reason.
        const arrived = records.filter(({ received }) => received !== undefined)
        const lost = records.filter(record => record.lost !== undefined)
        expect(arrived.length + lost.length).toBe(records.length)
        expect(arrived.length).toBe(network.counts.clients.received + network.counts.servers.received)
        expect(arrived.length).toBe(world.received.length)
        const reasons = Object.fromEntries(
          Object.keys(network.counts.lost).map(reason => [
            reason,
            lost.filter(record => record.lost === reason).length,
          ]),
        )
        expect(reasons).toEqual(network.counts.lost)
        for (const { sent, received } of arrived) expect(received).toBeGreaterThanOrEqual(sent)
      }),
      { numRuns: 100 },
    )
  })
})
