import { describe, expect, it } from 'vitest'
import { MemoryJournal } from '../../src/network/journal.ts'
import type { Body, Message } from '../../src/network/message.ts'
import { Network } from '../../src/network/network.ts'
import { random } from '../../src/random.ts'
import { SERVICES } from '../../src/services/index.ts'
import { linTso } from '../../src/services/lin-tso.ts'
import { serviceEndpoint } from '../../src/services/service.ts'
import { VirtualClock } from '../../src/time/virtual-clock.ts'

/** What a service answers to the messages of n1, in order. */
async function talk(id: string, bodies: readonly Body[]): Promise<Body[]> {
  const clock = new VirtualClock()
  const network = new Network({
    clock,
    random: random(1),
    journal: new MemoryJournal(),
    latency: 0,
    latencyDist: 'constant',
    onUnknownDestination: () => {},
  })
  const definition = SERVICES.find(service => service.id === id)!
  network.attach(id, serviceEndpoint(id, definition.create(random(1)), network))
  const replies: Body[] = []
  network.attach('n1', { kind: 'node', receive: ({ body }: Message) => replies.push(body) })
  for (const body of bodies) network.sendBody('n1', id, body)
  await clock.drive(new Promise<void>(resolve => clock.after(1000, resolve)))
  return replies
}

describe('services', () => {
  it('are the four of the protocol', () => {
    expect(SERVICES.map(({ id }) => id)).toEqual(['lin-kv', 'seq-kv', 'lww-kv', 'lin-tso'])
  })

  it.each(SERVICES.map(({ id }) => id))(
    '%s answers a request with in_reply_to, and an error with its code',
    async id => {
      expect(await talk(id, [{ type: 'nonsense', msg_id: 17 }])).toEqual([
        { type: 'error', code: 10, text: `${id} does not know requests of type "nonsense"`, in_reply_to: 17 },
      ])
    },
  )

  it('answer a request without msg_id as well, without in_reply_to', async () => {
    expect(await talk('lin-kv', [{ type: 'write', key: 1, value: 2 }])).toEqual([{ type: 'write_ok' }])
  })

  it('ignore replies, which nobody asked for', async () => {
    expect(await talk('lin-kv', [{ type: 'error', code: 10, in_reply_to: 4 }])).toEqual([])
  })
})

describe('lin-tso', () => {
  it('counts 0, 1, 2, … for everybody together', () => {
    const service = linTso.create(random(1))
    const stamps = ['n1', 'n2', 'n1', 'n3'].map(client => service.handle(client, { type: 'ts' }))
    expect(stamps).toEqual([0, 1, 2, 3].map(ts => ({ type: 'ts_ok', ts })))
  })
})
