/** docs/reference/services.md: the nodes that are always there. */

import { SERVICES } from '../../src/services/index.ts'
import { fence, page, prose, table } from './markdown.ts'
import { example } from './runs.ts'

const KEY_VALUE = `| request | reply | errors |
| --- | --- | --- |
| \`read {key}\` | \`read_ok {value}\` | 20 when the key does not exist |
| \`write {key, value}\` | \`write_ok\` | |
| \`cas {key, from, to}\` | \`cas_ok\` | 20 when the key does not exist, 22 when its value is not \`from\` |`
const CREATES =
  'With `create_if_not_exists: true` a `cas` of a key that does not exist sets it to `to`. Keys and values are any JSON values, compared as such.'

const DETAILS: Readonly<Record<string, string>> = {
  'lin-kv': `${KEY_VALUE}\n\n${CREATES}\n\nRequests take effect one after the other, at the moment when they arrive.`,
  'seq-kv': `${KEY_VALUE}\n\n${CREATES}\n\nThe last 32 states are kept. A request sees one of them, drawn at random, but none older than what the same node has seen before. What changes the state works on the newest, and brings its node there. To read the newest value, write something first.`,
  'lww-kv': `${KEY_VALUE}\n\nThere is no \`create_if_not_exists\`. Five replicas, each with a Lamport clock; each request goes to one of them, drawn at random, and at each request one replica is merged into another, the later write winning.`,
  'lin-tso':
    '| request | reply |\n| --- | --- |\n| `ts` | `ts_ok {ts}`: 0, 1, 2, … |\n\nEach request gets the next number.',
}

const REQUESTS: Readonly<Record<string, readonly Readonly<Record<string, unknown> & { type: string }>[]>> = {
  'lin-kv': [
    { type: 'write', key: 'x', value: [1, 2] },
    { type: 'read', key: 'x' },
    { type: 'cas', key: 'x', from: [1, 2], to: 3 },
    { type: 'cas', key: 'y', from: null, to: 1, create_if_not_exists: true },
    { type: 'cas', key: 'x', from: 7, to: 8 },
    { type: 'read', key: 'z' },
  ],
  'seq-kv': [
    { type: 'write', key: 'x', value: 1 },
    { type: 'cas', key: 'x', from: 1, to: 2 },
    { type: 'read', key: 'x' },
  ],
  'lww-kv': [
    { type: 'write', key: 'x', value: 1 },
    { type: 'read', key: 'x' },
    { type: 'write', key: 'x', value: 2 },
    ...Array.from({ length: 5 }, () => ({ type: 'read', key: 'x' })),
  ],
  'lin-tso': [{ type: 'ts' }, { type: 'ts' }],
}

export async function servicesPage(): Promise<string> {
  const sections: string[] = []
  for (const { id, doc } of SERVICES)
    sections.push(
      [`## ${id}`, prose(doc), DETAILS[id] ?? missing(id), fence('json', await conversation(id))].join('\n\n'),
    )
  return page(
    'Services',
    'src/services',
    'Nodes that are always there, under fixed ids, for programs that build on a primitive instead of making it themselves. A node asks them as it asks any other node: a message with `msg_id`, a reply with `in_reply_to`. The latency of the network acts between nodes and services; partitions, loss and the other faults of links do not.',
    table(
      ['id', 'what it is'],
      SERVICES.map(({ id, doc }) => [`[\`${id}\`](#${id})`, prose(doc)]),
    ),
    'In the examples requests and replies alternate; they are taken from a run.',
    ...sections,
  )
}

function missing(id: string): never {
  throw new Error(`scripts/reference/services.ts says nothing of the service ${id}.`)
}

/** Requests and replies, one a line, as bodies. */
async function conversation(id: string): Promise<string> {
  const lines: string[] = []
  await scenario(async ask => {
    for (const body of REQUESTS[id] ?? []) {
      lines.push(JSON.stringify(body))
      lines.push(JSON.stringify(await ask(id, body)))
    }
  })
  return lines.join('\n')
}

type Ask = (dest: string, body: { readonly type: string }) => Promise<unknown>

/** A node stands between a client and a service: it asks what it is told to. */
async function scenario(play: (ask: Ask) => Promise<void>): Promise<void> {
  const { cluster } = await import('../../src/cluster.ts')
  const { RpcError } = await import('../../src/network/errors.ts')
  await cluster(
    { bin: example('echo/node.js'), clock: 'virtual', nodes: 1, seed: 7, results: false },
    async ({ client }) => {
      const c = client()
      await play(async (dest, body) => {
        try {
          const { in_reply_to: _request, ...reply } = await c.rpc(dest, body)
          return reply
        } catch (error) {
          if (!(error instanceof RpcError)) throw error
          return { type: 'error', code: error.code, text: error.text }
        }
      })
    },
  )
}
